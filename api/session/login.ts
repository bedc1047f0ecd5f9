import { may } from '@rounds/config/permissions/permissions.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pathAfterLogin } from './after-login.ts';
import { attemptKeys, provenKey } from './attempts.ts';
import type { Caller } from './caller.ts';
import { cookieOptions } from './cookies.ts';
import { letIn, localeField, openSession } from './open-session.ts';
import type { LoginParts } from './parts.ts';

const loginBody = z.object({
  user: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(1000),
  redirect: z.string().max(2000).optional(),
  locale: localeField,
});

/** Where a user is sent who logs in with a password that somebody else set. */
export const passwordPage = '/medic/password-reset';

/** Whether a user logged in with a password that somebody else knows, and may not keep it. */
const mustChangePassword = async (
  { users, settings }: Pick<LoginParts, 'users' | 'settings'>,
  { name, roles }: Caller,
): Promise<boolean> =>
  (await users.get<UserDoc>(userId(name)))?.password_change_required === true &&
  !may(settings.current(), roles, 'can_skip_password_change');

/** Logs a user in. @returns the path that the browser opens next */
const logIn = async (
  parts: LoginParts,
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<string> => {
  const parsed = loginBody.safeParse(body);
  if (!parsed.success) throw new AppError('request/invalid', 'Give a user and a password');
  const { user, password, redirect, locale } = parsed.data;
  const opened = await parts.attempts.attempt(
    attemptKeys(request.ip, user, password),
    () => openSession(parts, user, password),
    provenKey(user, password),
  );
  // No cookie: the session begins when the user has a password of his own. Machines that send name and password each
  // time are not asked.
  if (await mustChangePassword(parts, opened.caller)) return passwordPage;
  letIn(request, reply, opened, locale);
  return pathAfterLogin(redirect);
};

/** Login and logout, at CHT's addresses and at CouchDB's. */
export const loginRoutes = (app: FastifyInstance, parts: LoginParts): void => {
  // The address is the body, not the header Location: a script reads it, and no browser follows it by itself.
  app.post('/medic/login', async (request, reply) =>
    reply
      .type('text/plain')
      .code(302)
      .send(await logIn(parts, request, reply, request.body)),
  );

  app.post('/_session', async (request, reply) => {
    const { name, password } = (request.body ?? {}) as { name?: unknown; password?: unknown };
    if (typeof name !== 'string' || typeof password !== 'string')
      throw new AppError('request/invalid', 'Give a name and a password');
    if ((await logIn(parts, request, reply, { user: name, password })) === passwordPage)
      throw new AppError('session/password', 'This password was set by somebody else', {
        hint: `Choose one of your own at ${passwordPage}`,
      });
    return { ok: true, name };
  });

  /**
   * Takes the cookies from the browser, and forgets what is remembered of the user. CouchDB keeps no list of sessions:
   * a cookie that somebody copied before holds until it ends by itself, or the password changes.
   */
  const logout = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.caller) parts.sessions.forget(request.caller.name);
    for (const name of ['AuthSession', 'userCtx']) void reply.clearCookie(name, cookieOptions(request));
    return { ok: true };
  };
  app.post('/medic/logout', logout);
  app.delete('/_session', logout);
};
