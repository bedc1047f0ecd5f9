import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { listUsers } from './list-users.ts';
import { type UserDoorParts, userParts } from './parts.ts';

/** All users, or those of a place or a contact. */
export const listDoor =
  (parts: UserDoorParts, version: 1 | 2) =>
  async (request: FastifyRequest<{ Querystring: Record<string, string> }>) => {
    need(parts.settings.current(), callerOf(request).roles, 'can_view_users');
    const { facility_id, contact_id } = request.query;
    return listUsers(userParts(parts), { facility_id, contact_id }, version);
  };

/** One user; everybody may see himself. */
export const oneDoor =
  (parts: UserDoorParts, version: 1 | 2) => async (request: FastifyRequest<{ Params: { name: string } }>) => {
    const caller = callerOf(request);
    const { name } = request.params;
    if (name !== caller.name) need(parts.settings.current(), caller.roles, 'can_view_users');
    const [user] = await listUsers(userParts(parts), { name }, version);
    if (!user) throw new AppError('doc/missing', `There is no user "${name}"`);
    return user;
  };
