import { may, type Rights } from '@rounds/config/permissions/permissions.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';

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
