import type { Settings } from '@rounds/config/settings/settings.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { areOffline } from '@rounds/sentinel/users/roles.ts';
import type { FastifyInstance } from 'fastify';
import { type Caller, callerOf } from '../../session/caller.ts';
import { need } from '../../session/permissions.ts';
import { listFrom } from '../../web/list-from.ts';
import { warnFrom } from '../replication-limit.ts';
import { type IdsParts, idsFor } from './ids.ts';

/** How many documents a user would hold. */
const countFor = async (parts: IdsParts, caller: Caller): Promise<object> => {
  const { ids, tasks } = await idsFor(parts, caller);
  const warned = ids.length - tasks;
  return { total_docs: ids.length, warn_docs: warned, warn: warned >= warnFrom, limit: warnFrom };
};

interface UsersInfo {
  Querystring: { role?: string; roles?: string; facility_id?: string; contact_id?: string };
}

/** How much a phone would hold: that of the user who asks, or one of certain roles and places before it is made. */
export const usersInfoRoutes = (
  app: FastifyInstance,
  parts: IdsParts & { settings: { current: () => Settings } },
): void => {
  app.get<UsersInfo>('/api/v1/users-info', async request => {
    const caller = callerOf(request);
    if (!caller.online) return countFor(parts, caller);
    const rights = parts.settings.current();
    need(rights, caller.roles, 'can_view_users', 'can_create_users', 'can_update_users');
    const { role, roles: given = role, facility_id, contact_id } = request.query;
    const roles = listFrom(given);
    const facilities = listFrom(facility_id);
    if (roles.length === 0 || facilities.length === 0)
      throw new AppError('request/invalid', 'Give role and facility_id');
    if (!areOffline(rights, roles)) throw new AppError('request/invalid', 'Users of this role do not work on a device');
    const somebody = { name: '', roles, facilities, contactId: contact_id || undefined, online: false, admin: false };
    return countFor(parts, { ...caller, ...somebody });
  });
};
