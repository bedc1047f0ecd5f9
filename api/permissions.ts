import type { Settings } from '@rounds/config/settings.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import { isAdmin } from '@rounds/ddocs/users.ts';

/** What decides on permissions: the roles by id, and the roles that have each permission. */
export type Rights = Pick<Settings, 'permissions'>;

/** Whether one of the roles has a permission; administrators have all. */
export const may = ({ permissions }: Rights, roles: readonly string[], permission: string): boolean =>
  isAdmin({ roles: [...roles] }) || !!permissions[permission]?.some(role => roles.includes(role));

/** As {@link may}, and yes where the programme says nothing about the permission: for what CHT leaves open. */
export const mayUnlessDenied = (rights: Rights, roles: readonly string[], permission: string): boolean =>
  !Object.hasOwn(rights.permissions, permission) || may(rights, roles, permission);

/** @throws `access/forbidden` when none of the permissions is there */
export const need = (rights: Rights, roles: readonly string[], ...permissions: string[]): void => {
  if (permissions.some(permission => may(rights, roles, permission))) return;
  throw new AppError('access/forbidden', 'Insufficient privileges', {
    hint: `Ask an administrator for the permission ${permissions.join(' or ')}`,
  });
};
