import { AppError } from '@rounds/ddocs/documents/error.ts';
import { changePassword } from '@rounds/sentinel/users/change-password.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import type { Attempts } from './attempts.ts';
import { attemptKeys } from './doors.ts';
import { letIn, localeField, openSession, openWithNew } from './open-session.ts';
import { safeRedirect } from './redirect.ts';

const resetBody = z.object({
  user: z.string().trim().min(1).max(200),
  currentPassword: z.string().min(1).max(1000),
  password: z.string().max(2000),
  redirect: z.string().max(2000).optional(),
  locale: localeField,
});

/**
 * A password of one's own in place of one that somebody else set (`users-and-sync.md` §5.1). Who shows the old one may
 * change it at any time, without a session; sessions that were open end, and a new one begins.
 */
export const passwordResetRoutes = (app: FastifyInstance, programme: Programme, attempts: Attempts): void => {
  app.post('/medic/password-reset', async (request, reply) => {
    const parsed = resetBody.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', 'Give user, currentPassword and password');
    const { user, currentPassword, password, redirect, locale } = parsed.data;
    const keys = attemptKeys(request.ip, user, currentPassword);
    const { caller } = await attempts.attempt(keys, () => openSession(programme, user, currentPassword));
    await changePassword(programme, caller.name, { current: currentPassword, wanted: password });
    programme.sessions.forget(caller.name);
    letIn(request, reply, await openWithNew(programme, caller.name, password), locale);
    return reply.code(302).type('text/plain').send(safeRedirect(redirect));
  });
};
