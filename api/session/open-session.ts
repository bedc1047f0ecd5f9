import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { cookieOptions, setSessionCookie, setUserCookie } from './cookies.ts';
import type { LoginParts } from './parts.ts';
import { locked } from './sessions.ts';

/** A language as a browser names it. */
export const localeField = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z-]*$/)
  .optional();

const yearInSeconds = 365 * 24 * 3600;

/** How long CouchDB may need until a new password counts everywhere, in ms. */
const patience = 10_000;

/** The parts that opening a session takes. */
type OpenParts = Pick<LoginParts, 'couch' | 'sessions'>;

const wrong = () => new AppError('session/refused', 'Wrong name or password', { hint: 'Check both and try again' });

/**
 * Opens a session of CouchDB; the cookie is handed on, the password goes nowhere else.
 * @throws `session/refused`, and `request/too-many` while CouchDB itself has locked the name
 */
const ask = async ({ couch }: OpenParts, name: string, password: string): Promise<string> => {
  if (couch.isFalseAdmin(name, password)) throw wrong();
  const response = await couch.stranger('/_session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  if (response.status >= 500)
    throw new AppError('store/unreachable', 'The database does not answer', { hint: 'Try again in a moment' });
  const cookie = response.headers.getSetCookie().find(each => each.startsWith('AuthSession='));
  if (response.ok && cookie) return cookie;
  if (response.status === 403) throw locked();
  throw wrong();
};

/** Somebody whom CouchDB has let in. */
export interface Opened {
  /** The cookie as CouchDB set it. */
  cookie: string;
  caller: Caller;
}

/**
 * Opens a session. Names are small letters; a phone's keyboard may have begun with a capital.
 * @throws `session/refused` for a wrong name or password, and for users of another programme
 */
export const openSession = async (parts: OpenParts, name: string, password: string): Promise<Opened> => {
  const small = name.toLowerCase();
  const open = async (as: string): Promise<Opened> => {
    const cookie = await ask(parts, as, password);
    const caller = await parts.sessions.caller({ cookie: /^AuthSession=([^;]*)/.exec(cookie)![1]! });
    return { cookie, caller: caller! };
  };
  try {
    return await open(small);
  } catch (error) {
    if (small === name || !isAppError(error, 'session/refused')) throw error;
    return open(name);
  }
};

/** As {@link openSession}, right after the password was stored: CouchDB believes the old one for a moment. */
export const openWithNew = async (parts: OpenParts, name: string, password: string): Promise<Opened> => {
  for (const end = Date.now() + patience; ; ) {
    try {
      return await openSession(parts, name, password);
    } catch (error) {
      if (!isAppError(error, 'session/refused') || Date.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
};

/**
 * Hands the session to the browser, in the cookies of CHT.
 * @param locale of the login page, for a user who has chosen no language
 */
export const letIn = (
  request: FastifyRequest,
  reply: FastifyReply,
  { cookie, caller }: Opened,
  locale: string | undefined,
): void => {
  setSessionCookie(request, reply, cookie);
  setUserCookie(request, reply, caller);
  // What somebody chose for his account goes before what the login page of this device was shown in.
  const language = caller.language || locale;
  if (language) void reply.setCookie('locale', language, { ...cookieOptions(request), maxAge: yearInSeconds });
};
