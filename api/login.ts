import { AppError, isAppError } from '@rounds/ddocs/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Attempts } from './attempts.ts';
import { attemptKeys, callerOf, cookieOptions, setSessionCookie, setUserCookie, tooManyAttempts } from './doors.ts';
import type { Programme } from './programme.ts';
import { safeRedirect } from './redirect.ts';
import { scopeHash } from './user-scope.ts';

const loginBody = z.object({
  user: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(1000),
  redirect: z.string().max(2000).optional(),
  locale: z
    .string()
    .max(35)
    .regex(/^[a-zA-Z-]*$/)
    .optional(),
});

const yearInSeconds = 365 * 24 * 3600;

/** Opens a session of CouchDB; the cookie is handed on, the password goes nowhere else. @throws `session/refused` */
const openSession = async ({ couch }: Programme, name: string, password: string): Promise<string> => {
  const response = await couch.stranger('/_session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  if (response.status >= 500) throw new AppError('store/unreachable', 'The database does not answer', { hint: 'Try again in a moment' });
  const cookie = response.headers.getSetCookie().find(each => each.startsWith('AuthSession='));
  if (response.ok && cookie) return cookie;
  throw new AppError('session/refused', 'Wrong name or password', { hint: 'Check both and try again' });
};

/** Names are small letters; a phone's keyboard may have begun with a capital. */
const openAnyCase = async (programme: Programme, name: string, password: string): Promise<string> => {
  const small = name.toLowerCase();
  try {
    return await openSession(programme, small, password);
  } catch (error) {
    if (small === name || !isAppError(error, 'session/refused')) throw error;
    return openSession(programme, name, password);
  }
};

/** Login, logout and who am I (`users-and-sync.md` §5.1). */
export const loginRoutes = (app: FastifyInstance, programme: Programme, attempts: Attempts): void => {
  const login = async (request: FastifyRequest, reply: FastifyReply) => {
    const parsed = loginBody.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', 'Give a user and a password');
    const { user, password, redirect, locale } = parsed.data;
    const keys = attemptKeys(request.ip, user, password);
    if (attempts.tooMany(keys)) throw tooManyAttempts();
    try {
      const cookie = await openAnyCase(programme, user, password);
      const value = /^AuthSession=([^;]*)/.exec(cookie)![1]!;
      const caller = await programme.sessions.caller({ cookie: value });
      setSessionCookie(request, reply, cookie);
      setUserCookie(request, reply, caller!);
      const language = locale || caller!.language;
      if (language) void reply.setCookie('locale', language, { ...cookieOptions(request), maxAge: yearInSeconds });
    } catch (error) {
      if (isAppError(error, 'session/refused')) attempts.failed(keys);
      throw error;
    }
    return reply.code(302).type('text/plain').send(safeRedirect(redirect));
  };
  app.post('/medic/login', login);

  app.post('/_session', async (request, reply) => {
    const { name, password } = (request.body ?? {}) as { name?: unknown; password?: unknown };
    if (typeof name !== 'string' || typeof password !== 'string') throw new AppError('request/invalid', 'Give a name and a password');
    await login(Object.assign(request, { body: { user: name, password } }), reply.code(200));
    return reply;
  });

  const logout = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.caller) programme.sessions.forget(request.caller.name);
    for (const name of ['AuthSession', 'userCtx']) void reply.clearCookie(name, cookieOptions(request));
    return { ok: true };
  };
  app.post('/medic/logout', logout);
  app.delete('/_session', logout);

  app.get('/api/v1/session', async request => {
    const caller = callerOf(request);
    const { name, roles, facilities, contactId, fullname, language, online } = caller;
    const scope = scopeHash(await programme.scope(caller));
    return { name, roles, facility_id: facilities, contact_id: contactId, fullname, language, online, scope };
  });

  app.get('/_session', async request => {
    const { caller } = request;
    const userCtx = caller ? { name: caller.name, roles: caller.roles } : { name: null, roles: [] };
    return { ok: true, userCtx, info: { authentication_handlers: ['cookie', 'default'], ...(caller ? { authenticated: 'cookie' } : {}) } };
  });
};
