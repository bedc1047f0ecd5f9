import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { useToken } from '@rounds/sentinel/users/token.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { letIn, localeField, openWithNew } from './open-session.ts';
import type { LoginParts } from './parts.ts';

const body = z.object({ locale: localeField }).nullish();
const words = { 'token/invalid': 'invalid', 'token/expired': 'expired' } as const;

/**
 * Login by a link that came as SMS: it opens a page, and the page posts. Reading the page
 * uses nothing up.
 */
export const tokenLoginRoutes = (app: FastifyInstance, parts: LoginParts): void => {
  const { main, users, settings, attempts, sessions, now } = parts;

  app.post<{ Params: { token: string } }>('/medic/login/token/:token', async (request, reply) => {
    const parsed = body.safeParse(request.body);
    if (!parsed.success) throw new AppError('request/invalid', 'The locale is the code of a language');
    const use = () => useToken({ main, users, settings: settings.current, now }, request.params.token);
    try {
      const { name, password } = await attempts.attempt([`ip:${request.ip}`], use);
      sessions.forget(name);
      letIn(request, reply, await openWithNew(parts, name, password), parsed.data?.locale);
    } catch (error) {
      const code = isAppError(error) && error.code in words ? (error.code as keyof typeof words) : undefined;
      if (!code) throw error;
      const { message, hint } = error as AppError;
      return reply.code(401).send({ code, error: words[code], reason: message, message, hint });
    }
    return reply.code(302).type('text/plain').send('/');
  });
};
