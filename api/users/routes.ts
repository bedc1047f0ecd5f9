import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { isAdmin } from '@rounds/ddocs/documents/users.ts';
import { areOffline, type UserParts } from '@rounds/sentinel/users/check.ts';
import { createUser, deactivateUser, updateUser } from '@rounds/sentinel/users/save.ts';
import { storedUser } from '@rounds/sentinel/users/stored.ts';
import { readWanted, type WantedUser } from '@rounds/sentinel/users/wanted.ts';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { countFor } from '../replicate/ids.ts';
import { callerOf } from '../session/doors.ts';
import { need } from '../session/permissions.ts';
import type { Caller } from '../session/sessions.ts';
import { refusalOf } from '../web/answers.ts';
import { listUsers } from './list.ts';

/** Users who are made by one request at most: each password takes CouchDB some time. */
const mostAtOnce = 1000;

const wantedFrom = (body: unknown): WantedUser => {
  try {
    return readWanted(body);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const details = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    throw new AppError('user/invalid', z.prettifyError(error), { details });
  }
};

/** Only administrators make administrators, or touch them. @throws `access/forbidden` */
const guardAdmins = (caller: Caller, roles: readonly string[] = []): void => {
  if (!caller.admin && isAdmin({ roles: [...roles] }))
    throw new AppError('access/forbidden', 'Only administrators may make or change administrators');
};

/** Rows of a CSV file, as objects by the names of its first line. @throws `request/invalid` */
const rowsOf = (text: string): unknown[] => {
  const [header = ''] = text.split(/[\r\n]/, 1);
  if (!header.includes(',') && /[;\t|]/.test(header))
    throw new AppError('request/invalid', 'The columns of the CSV are not separated by commas', {
      hint: 'Save it with commas between them',
    });
  try {
    const rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }) as Record<
      string,
      string
    >[];
    return rows.map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));
  } catch (error) {
    throw new AppError('request/invalid', `The CSV cannot be read: ${(error as Error).message}`);
  }
};

/** Fields that a user may change of himself. */
const ownFields = new Set(['password', 'username', 'fullname', 'email', 'phone', 'language', 'known']);

/** Users (`users-and-sync.md` §5.1): create, change, list, deactivate, one by one and many at once. */
export const userRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { main, users, settings, now, sessions } = programme;
  const parts: UserParts = { main, users, settings: settings.current, now };
  const rights = () => settings.current();

  const create = async (caller: Caller, body: unknown) => {
    const wanted = wantedFrom(body);
    guardAdmins(caller, wanted.roles);
    return createUser(parts, wanted);
  };

  const createMany = async (request: FastifyRequest, bodies: readonly unknown[]) => {
    if (bodies.length > mostAtOnce) throw new AppError('request/too-large', `At most ${mostAtOnce} users at once`);
    const answers: unknown[] = [];
    for (const body of bodies) {
      try {
        answers.push(await create(callerOf(request), body));
      } catch (error) {
        if (!isAppError(error)) throw error;
        answers.push({
          username: (body as { username?: unknown })?.username,
          error: refusalOf(error, request.id).body,
        });
      }
    }
    return answers;
  };

  const post = async (request: FastifyRequest) => {
    need(rights(), callerOf(request).roles, 'can_create_users');
    if (!callerOf(request).online) throw new AppError('access/forbidden', 'Users are made online');
    const { body } = request;
    if (typeof body === 'string') return createMany(request, rowsOf(body));
    return Array.isArray(body) ? createMany(request, body) : create(callerOf(request), body);
  };

  const change = async (request: FastifyRequest<{ Params: { name: string } }>) => {
    const caller = callerOf(request);
    const { name } = request.params;
    const body = (request.body ?? {}) as Record<string, unknown>;
    const himself = name === caller.name;
    const mayChange = caller.online && isAllowed(() => need(rights(), caller.roles, 'can_update_users'));
    if (!mayChange && !(himself && Object.keys(body).every(key => ownFields.has(key))))
      throw new AppError('access/forbidden', 'Insufficient privileges');
    if (!mayChange && 'password' in body && !request.byPassword)
      throw new AppError('access/forbidden', 'Show the old password to set a new one', {
        hint: 'Send the name and the old password as basic auth',
      });
    const wanted = { ...wantedFrom(body), username: name };
    guardAdmins(caller, [...(await storedUser(parts, name)).roles, ...(wanted.roles ?? [])]);
    if (wanted.inactive) {
      await deactivateUser(parts, name);
      sessions.forget(name);
      return { ok: true };
    }
    const saved = await updateUser(parts, wanted, { byOther: !himself });
    sessions.forget(name);
    return saved;
  };

  const remove = async (request: FastifyRequest<{ Params: { name: string } }>) => {
    const caller = callerOf(request);
    need(rights(), caller.roles, 'can_delete_users');
    if (!caller.online) throw new AppError('access/forbidden', 'Users are ended online');
    guardAdmins(
      caller,
      (await users.get<{ _id: string; roles: string[] }>(`org.couchdb.user:${request.params.name}`))?.roles,
    );
    await deactivateUser(parts, request.params.name);
    sessions.forget(request.params.name);
    return { ok: true };
  };

  const list = (version: 1 | 2) => async (request: FastifyRequest<{ Querystring: Record<string, string> }>) => {
    need(rights(), callerOf(request).roles, 'can_view_users');
    const { facility_id, contact_id } = request.query;
    return listUsers(parts, { facility_id, contact_id }, version);
  };

  const one = (version: 1 | 2) => async (request: FastifyRequest<{ Params: { name: string } }>) => {
    const caller = callerOf(request);
    const { name } = request.params;
    if (name !== caller.name) need(rights(), caller.roles, 'can_view_users');
    const [user] = await listUsers(parts, { name }, version);
    if (!user) throw new AppError('doc/missing', `There is no user "${name}"`);
    return user;
  };

  for (const [path, version] of [
    ['/api/v1/users', 1],
    ['/api/v2/users', 2],
    ['/api/v3/users', 2],
  ] as const) {
    app.post(path, post);
    app.get(path, list(version));
    app.get(`${path}/:name`, one(version));
    app.post(`${path}/:name`, change);
    app.delete(`${path}/:name`, remove);
  }

  app.get<{ Querystring: { role?: string; roles?: string; facility_id?: string; contact_id?: string } }>(
    '/api/v1/users-info',
    async request => {
      const caller = callerOf(request);
      if (!caller.online) return countFor(programme, caller);
      need(rights(), caller.roles, 'can_view_users', 'can_create_users', 'can_update_users');
      const { role, roles = role, facility_id, contact_id } = request.query;
      const asked = listFrom(roles);
      const facilities = listFrom(facility_id);
      if (asked.length === 0 || facilities.length === 0)
        throw new AppError('request/invalid', 'Give role and facility_id');
      if (!areOffline(rights(), asked))
        throw new AppError('request/invalid', 'Users of this role do not work on a device');
      const contactId = contact_id || undefined;
      return countFor(programme, {
        ...caller,
        name: '',
        roles: asked,
        facilities,
        contactId,
        online: false,
        admin: false,
      });
    },
  );

  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, body, done) => done(null, body));
};

const isAllowed = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

/** A list given as JSON or with commas between. */
const listFrom = (text = ''): string[] => {
  if (text.startsWith('[')) {
    try {
      return z.array(z.string()).parse(JSON.parse(text));
    } catch {
      throw new AppError('request/invalid', 'That list cannot be read');
    }
  }
  return text
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '');
};
