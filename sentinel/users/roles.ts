import { builtInRoles } from '@rounds/config/permissions/defaults.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { isAdmin, onlineRole } from '@rounds/ddocs/documents/users.ts';
import type { UserFault } from './fault.ts';

/**
 * Whether these roles work on a device: one that is configured so, or none that is configured at all, unless mm-online
 * is among them.
 */
export const areOffline = ({ roles: configured }: Pick<Settings, 'roles'>, roles: readonly string[]): boolean => {
  if (isAdmin({ roles: [...roles] })) return false;
  const known = roles.flatMap(role => (Object.hasOwn(configured, role) ? [configured[role]!] : []));
  // Where the settings say nothing of any of them, mm-online does.
  return known.length === 0 ? !roles.includes(onlineRole) : known.some(({ offline }) => offline === true);
};

/** Roles as they are stored: `mm-online` is there when all of them are online, and not otherwise. */
export const storedRoles = (settings: Pick<Settings, 'roles'>, roles: readonly string[]): string[] => {
  const own = [...new Set(roles)].filter(role => role !== onlineRole);
  return areOffline(settings, roles) ? own : [...own, onlineRole];
};

/** What keeps somebody from having these roles. */
export const roleFaults = (roles: readonly string[]): UserFault[] => {
  if (roles.length === 0) return [{ field: 'roles', message: 'Give at least one role' }];
  return roles.some(role => role.startsWith('_'))
    ? [{ field: 'roles', message: 'Administrators of the server are not made here' }]
    : [];
};

/** Roles that the settings do not name: they are stored, for others may mean something by them, and give no right. */
export const roleWarnings = ({ roles: configured }: Settings, roles: readonly string[]): UserFault[] =>
  roles
    .filter(role => !Object.hasOwn(configured, role) && !builtInRoles.includes(role) && !role.startsWith('_'))
    .map(role => ({ field: 'roles', message: `There is no role "${role}" in the settings` }));
