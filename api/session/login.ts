import { may } from '@rounds/config/permissions/permissions.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { scopeHash } from '../replicate/user-scope.ts';
import type { Attempts } from './attempts.ts';
import { attemptKeys, callerOf, cookieOptions } from './doors.ts';
import { letIn, localeField, openSession } from './open-session.ts';
import { safeRedirect } from './redirect.ts';
import type { Caller } from './sessions.ts';

const loginBody = z.object({
  user: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(1000),
  redirect: z.string().max(2000).optional(),
  locale: localeField,
});

/** Where somebody goes who logs in with a password that was set for him. */
export const passwordPage = '/medic/password-reset';

/**
 * Whether a user logged in with a password that somebody else knows, and may not keep it (`users-and-sync.md` §5.1).
 */
const mustChangePassword = async ({ users, settings }: Programme, { name, roles }: Caller): Promise<boolean> =>
  (await users.get<UserDoc>(userId(name)))?.password_change_required === true &&
  !may(settings.current(), roles, 'can_skip_password_change');

/** Login, logout and who am I (`users-and-sync.md` §5.1). */
export const loginRoutes = (app: FastifyInstance, programme: Programme, attempts: Attempts): void => {
  const login = async (request: FastifyRequest, reply: FastifyReply) => {
    const parsed = loginBody.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', 'Give a user and a password');
    const { user, password, redirect, locale } = parsed.data;
    const opened = await attempts.attempt(attemptKeys(request.ip, user, password), () =>
      openSession(programme, user, password),
    );
    // No cookie: the session begins when he has a password of his own. Machines that send name and password each time
    // are not asked.
    if (await mustChangePassword(programme, opened.caller)) return passwordPage;
    letIn(request, reply, opened, locale);
    return safeRedirect(redirect);
  };
  // The address is the body, not the header Location: a script reads it, and no browser follows it by itself.
  app.post('/medic/login', async (request, reply) =>
    reply
      .type('text/plain')
      .code(302)
      .send(await login(request, reply)),
  );

  app.post('/_session', async (request, reply) => {
    const { name, password } = (request.body ?? {}) as { name?: unknown; password?: unknown };
    if (typeof name !== 'string' || typeof password !== 'string')
      throw new AppError('request/invalid', 'Give a name and a password');
    const where = await login(Object.assign(request, { body: { user: name, password } }), reply);
    if (where === passwordPage)
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
    return {
      ok: true,
      userCtx,
      info: { authentication_handlers: ['cookie', 'default'], ...(caller ? { authenticated: 'cookie' } : {}) },
    };
  });
};
