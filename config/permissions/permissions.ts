import { isAdmin } from '@rounds/ddocs/documents/users.ts';

/** What decides on permissions: the roles that have each. */
export interface Rights {
  permissions: Readonly<Record<string, readonly string[]>>;
}

/** Whether one of the roles has a permission; administrators have all. */
export const may = ({ permissions }: Rights, roles: readonly string[], permission: string): boolean =>
  isAdmin({ roles: [...roles] }) || !!permissions[permission]?.some(role => roles.includes(role));
