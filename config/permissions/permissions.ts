import { isAdmin } from '@rounds/ddocs/documents/users.ts';

/** What decides on permissions: the roles that have each. */
export interface Rights {
  permissions: Readonly<Record<string, readonly string[]>>;
}

/** What the role `gateway` may do, whatever else the settings give it: the phone that it is on lies about. */
const ofGateways: readonly string[] = ['can_access_gateway_api', 'can_create_records'];

/** Whether one of the roles has a permission; administrators have all, gateways those of what comes in. */
export const may = ({ permissions }: Rights, roles: readonly string[], permission: string): boolean => {
  if (isAdmin({ roles: [...roles] })) return true;
  const granted = Object.hasOwn(permissions, permission) ? permissions[permission]! : [];
  return granted.some(role => roles.includes(role) && (role !== 'gateway' || ofGateways.includes(permission)));
};
