import { AppError } from '@rounds/ddocs/documents/error.ts';
import { changePassword } from '@rounds/sentinel/users/change-password.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { pathAfterLogin } from './after-login.ts';
import { attemptKeys, provenKey } from './attempts.ts';
import { letIn, localeField, openSession, openWithNew } from './open-session.ts';
import type { LoginParts } from './parts.ts';

const resetBody = z.object({
  user: z.string().trim().min(1).max(200),
  currentPassword: z.string().min(1).max(1000),
  password: z.string().max(2000),
  redirect: z.string().max(2000).optional(),
  locale: localeField,
});

/**
 * A password of one's own in place of one that somebody else set. A user who shows the old one may change it at any
 * time, without a session; sessions that were open end, and a new one begins.
 */
export const passwordResetRoutes = (app: FastifyInstance, parts: LoginParts): void => {
  app.post('/medic/password-reset', async (request, reply) => {
    const parsed = resetBody.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', 'Give user, currentPassword and password');
    const { user, currentPassword, password, redirect, locale } = parsed.data;
    const keys = attemptKeys(request.ip, user, currentPassword);
    const { caller } = await parts.attempts.attempt(
      keys,
      () => openSession(parts, user, currentPassword),
      provenKey(user, currentPassword),
    );
    await changePassword(parts, caller.name, { current: currentPassword, wanted: password });
    parts.sessions.forget(caller.name);
    letIn(request, reply, await openWithNew(parts, caller.name, password), locale);
    return reply.code(302).type('text/plain').send(pathAfterLogin(redirect));
  });
};
