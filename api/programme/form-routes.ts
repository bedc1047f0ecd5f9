import { readXForm } from '@rounds/config/programme/xform.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { textIn } from '../web/body-text.ts';
import type { SettingsParts } from './parts.ts';

/** Largest form, in bytes: those with long lists of choices have a few MB. */
const longest = 20 * 1024 * 1024;

/**
 * `POST /api/v1/forms/validate` looks at an XForm and stores nothing: `{ok: true}`, or 400 with what is wrong in
 * `error`. For those who may configure.
 */
export const formRoutes = async (
  app: FastifyInstance,
  { settings }: Pick<SettingsParts, 'settings'>,
): Promise<void> => {
  await app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: longest }, (request, body, done) =>
      done(null, textIn(new Uint8Array(body as Buffer), request.headers['content-type'])),
    );
    scoped.post('/api/v1/forms/validate', { preHandler: onlineOnly, bodyLimit: longest }, async (request, reply) => {
      need(settings.current(), callerOf(request).roles, 'can_configure');
      const { faults } = readXForm(typeof request.body === 'string' ? request.body : '');
      if (faults.length === 0) return { ok: true };
      const error = faults.join('\n');
      return reply.code(400).send({ code: 'form/invalid', error, reason: error, message: error });
    });
  });
};
