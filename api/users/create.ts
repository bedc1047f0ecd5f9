import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { createUser } from '@rounds/sentinel/users/save.ts';
import type { FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { refusalOf } from '../web/answers.ts';
import { userRows } from './csv.ts';
import { guardAdmins, type UserDoorParts, userParts, wantedFrom } from './parts.ts';

/** Users who are made by one request at most: each password takes CouchDB some time. */
const mostAtOnce = 1000;

const create = async (parts: UserDoorParts, caller: Caller, body: unknown) => {
  const wanted = wantedFrom(body);
  guardAdmins(caller, wanted.roles);
  return createUser(userParts(parts), wanted);
};

/** One answer for each user: what was made, or why not. */
const createMany = async (parts: UserDoorParts, request: FastifyRequest, bodies: readonly unknown[]) => {
  if (bodies.length > mostAtOnce) throw new AppError('request/too-large', `At most ${mostAtOnce} users at once`);
  const answers: unknown[] = [];
  for (const body of bodies) {
    try {
      answers.push(await create(parts, callerOf(request), body));
    } catch (error) {
      if (!isAppError(error)) throw error;
      const { username } = (body ?? {}) as { username?: unknown };
      answers.push({ username, error: refusalOf(error, request.id).body });
    }
  }
  return answers;
};

/** Makes a user, those of a list, or those of a CSV. */
export const createUsers = (parts: UserDoorParts) => async (request: FastifyRequest) => {
  const caller = callerOf(request);
  need(parts.settings.current(), caller.roles, 'can_create_users');
  if (!caller.online) throw new AppError('access/forbidden', 'Users are made online');
  const { body } = request;
  if (typeof body === 'string') return createMany(parts, request, userRows(body));
  return Array.isArray(body) ? createMany(parts, request, body) : create(parts, caller, body);
};
