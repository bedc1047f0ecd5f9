import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Programme } from '../programme/programme.ts';
import { offlineRefusal } from '../web/answers.ts';
import type { Attempts } from './attempts.ts';
import { type Caller, readBasic } from './sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null for strangers. */
    caller: Caller | null;
    /** Set when credentials came that do not hold. */
    refused: AppError | null;
    /** Whether who asks has shown his password with this very request. */
    byPassword: boolean;
  }
}

/** Cookies of the session, as CHT sets them. */
export const cookieOptions = (request: FastifyRequest) => ({
  path: '/',
  sameSite: 'lax' as const,
  secure: request.protocol === 'https',
});

const year = 365 * 24 * 3600;

/**
 * Hands a cookie of CouchDB on, with our own attributes and CouchDB's age. The age stands there twice: as `Max-Age`, and
 * as `Expires`, from which PouchDB's clients that keep the session tell when to ask for a new one.
 */
export const setSessionCookie = (request: FastifyRequest, reply: FastifyReply, setCookie: string): void => {
  const value = /^AuthSession=([^;]*)/.exec(setCookie)?.[1] ?? '';
  const maxAge = /max-age=(\d+)/i.exec(setCookie)?.[1];
  const expires = /expires=([^;]+)/i.exec(setCookie)?.[1];
  const age = maxAge
    ? { maxAge: Number(maxAge), expires: new Date(Date.now() + Number(maxAge) * 1000) }
    : expires
      ? { expires: new Date(expires) }
      : {};
  void reply.setCookie('AuthSession', value, {
    ...cookieOptions(request),
    httpOnly: true,
    encode: text => text,
    ...age,
  });
};

/** The cookie from which the PWA starts without a network. */
export const setUserCookie = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Pick<Caller, 'name' | 'roles'>,
): void => {
  void reply.setCookie('userCtx', JSON.stringify({ name: caller.name, roles: caller.roles }), {
    ...cookieOptions(request),
    maxAge: year,
  });
};

/**
 * Keys under which failed logins count (`users-and-sync.md` §5.1): a name is the same in small letters and in capitals.
 */
export const attemptKeys = (ip: string, user: string, password: string): string[] => [
  `ip:${ip}`,
  `user:${user.toLowerCase()}`,
  `password:${password}`,
];

/** The app's own files and pages: they are the same for everybody, and come while the database is away, too. */
const isForAll = (url: string, main: string): boolean => {
  const path = url.split('?')[0]!;
  return (
    /^\/medic\/(login|password-reset)(\/|$)/.test(path) ||
    !['/api', '/medic', '/_', '/metrics', `/${main}`].some(door => path.startsWith(door))
  );
};

/**
 * Largest body of a stranger, in bytes; a route that takes more is for who has logged in, and reads nothing of others.
 */
export const ordinaryBody = 5 * 1024 * 1024;

/** Finds out who asks, before any route runs that depends on it. */
export const identify = (app: FastifyInstance, programme: Programme, attempts: Attempts): void => {
  app.decorateRequest('caller', null);
  app.decorateRequest('refused', null);
  app.decorateRequest('byPassword', false);
  app.addHook('onRequest', async (request, reply) => {
    if (isForAll(request.url, programme.databases.main)) return;
    const basic = readBasic(request.headers.authorization);
    const cookie = request.cookies.AuthSession;
    if (!basic && !cookie) return;
    const shown = basic ? { authorization: basic.authorization } : { cookie };
    const find = () => programme.sessions.caller(shown, renewed => setSessionCookie(request, reply, renewed));
    try {
      request.caller = basic
        ? await attempts.attempt(attemptKeys(request.ip, basic.user, basic.password), find)
        : await find();
      request.byPassword = basic !== undefined;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'session/refused') throw error;
      request.refused = error;
    }
  });
  // After what a route itself asks of who comes, which may have words of its own for him.
  app.addHook('preParsing', async request => {
    if ((request.routeOptions.bodyLimit ?? 0) > ordinaryBody) callerOf(request);
  });
};

/** Who asks. @throws `session/required` or `session/refused` when nobody does */
export const callerOf = (request: FastifyRequest): Caller => {
  if (request.caller) return request.caller;
  throw (
    request.refused ??
    new AppError('session/required', 'Not logged in', { hint: 'Log in, or send a name and password' })
  );
};

/** A preHandler for routes that users of a device may not use; it answers as CHT does. */
export const onlineOnly = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (!callerOf(request).online) await reply.code(403).send(offlineRefusal);
};

/** A preHandler for routes of administrators. @throws `access/forbidden` */
export const adminOnly = async (request: FastifyRequest): Promise<void> => {
  if (!callerOf(request).admin) throw new AppError('access/forbidden', 'Only administrators may do this');
};
