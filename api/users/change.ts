import { may, type Rights } from '@rounds/config/permissions/permissions.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { deactivateUser, updateUser } from '@rounds/sentinel/users/save.ts';
import { storedUser } from '@rounds/sentinel/users/stored.ts';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { guardAdmins, type UserDoorParts, userParts, wantedFrom } from './parts.ts';

/** Fields that users may change of themselves. */
const ownFields = new Set(['password', 'username', 'fullname', 'email', 'phone', 'language', 'known']);

interface Named {
  Params: { name: string };
}

/**
 * Lets a request change a user where the caller may change any, or changes nothing but his own fields; a new password
 * of one's own only beside the old one.
 * @throws `access/forbidden`
 */
const guardChange = (rights: Rights, request: FastifyRequest<Named>, body: Record<string, unknown>): void => {
  const caller = callerOf(request);
  if (caller.online && may(rights, caller.roles, 'can_update_users')) return;
  const isOwn = request.params.name === caller.name && Object.keys(body).every(key => ownFields.has(key));
  if (!isOwn) throw new AppError('access/forbidden', 'Insufficient privileges');
  if ('password' in body && !request.byPassword)
    throw new AppError('access/forbidden', 'Show the old password to set a new one', {
      hint: 'Send the name and the old password as basic auth',
    });
};

/** Changes a user, or deactivates one. */
export const changeUser = (parts: UserDoorParts) => async (request: FastifyRequest<Named>) => {
  const caller = callerOf(request);
  const { name } = request.params;
  const body = (request.body ?? {}) as Record<string, unknown>;
  if (typeof body !== 'object' || Array.isArray(body))
    throw new AppError('request/invalid', 'Give the fields to change');
  guardChange(parts.settings.current(), request, body);
  const wanted = { ...wantedFrom(body), username: name };
  const { roles } = await storedUser(userParts(parts), name);
  guardAdmins(caller, [...roles, ...(wanted.roles ?? [])]);
  if (wanted.inactive) {
    await deactivateUser(userParts(parts), name);
    parts.sessions.forget(name);
    return { ok: true };
  }
  const saved = await updateUser(userParts(parts), wanted, { byOther: name !== caller.name });
  parts.sessions.forget(name);
  return saved;
};

/** Ends a user: nobody logs in under this name any more. */
export const removeUser = (parts: UserDoorParts) => async (request: FastifyRequest<Named>) => {
  const caller = callerOf(request);
  const { name } = request.params;
  need(parts.settings.current(), caller.roles, 'can_delete_users');
  if (!caller.online) throw new AppError('access/forbidden', 'Users are ended online');
  const stored = await parts.users.get<{ _id: string; roles: string[] }>(`org.couchdb.user:${name}`);
  guardAdmins(caller, stored?.roles);
  await deactivateUser(userParts(parts), name);
  parts.sessions.forget(name);
  return { ok: true };
};
