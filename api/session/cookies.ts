import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';

/** Cookies of the session, as CHT sets them. */
export const cookieOptions = (request: FastifyRequest) => ({
  path: '/',
  sameSite: 'lax' as const,
  secure: request.protocol === 'https',
});

const year = 365 * 24 * 3600;

/**
 * Hands a cookie of CouchDB on, with our own attributes and CouchDB's age. The age stands there twice: as `Max-Age`,
 * and as `Expires`, from which PouchDB's clients that keep the session tell when to ask for a new one.
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
