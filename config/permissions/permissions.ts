import { isAdmin } from '@rounds/ddocs/documents/users.ts';
import type { Settings } from '../settings/settings.ts';

/** What decides on permissions: the roles that have each. */
export type Rights = Pick<Settings, 'permissions'>;

/** Whether one of the roles has a permission; administrators have all. */
export const may = ({ permissions }: Rights, roles: readonly string[], permission: string): boolean =>
  isAdmin({ roles: [...roles] }) || !!permissions[permission]?.some(role => roles.includes(role));
