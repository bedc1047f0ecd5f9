import { readXForm } from '@rounds/config/programme/xform.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { textIn } from '../web/body-text.ts';
import { formName, keepUpload, readUpload } from './form-upload.ts';
import type { SettingsParts } from './parts.ts';

/** Largest form, in bytes: those with long lists of choices have a few MB. */
const longest = 20 * 1024 * 1024;

/** The upload of a form, as it came. */
const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? new Uint8Array(body) : new Uint8Array());

/**
 * Doors for whoever writes forms, who may configure: `POST /api/v1/forms/convert` makes an XForm of a workbook and
 * keeps nothing, `PUT /api/v1/forms/:name` keeps it. The body of both is a workbook or an XForm.
 */
const uploadRoutes = async (app: FastifyInstance, { settings, main }: Parts): Promise<void> => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: longest }, (_request, body, done) => done(null, body));
  const options = { preHandler: onlineOnly, bodyLimit: longest };
  type Query = { name?: string; kind?: string };
  app.post<{ Querystring: Query }>('/api/v1/forms/convert', options, async request => {
    need(settings.current(), callerOf(request).roles, 'can_configure');
    const { name = 'form', kind } = request.query;
    return readUpload(bytesOf(request.body), formName(name, kind));
  });
  app.put<{ Params: { name: string }; Querystring: Query }>('/api/v1/forms/:name', options, async request => {
    need(settings.current(), callerOf(request).roles, 'can_configure');
    const of = formName(request.params.name, request.query.kind);
    return keepUpload(main, bytesOf(request.body), of, Date.now());
  });
};

type Parts = Pick<SettingsParts, 'settings' | 'main'>;

/**
 * `POST /api/v1/forms/validate` looks at an XForm and stores nothing: `{ok: true}`, or 400 with what is wrong in
 * `error`. For those who may configure.
 */
export const formRoutes = async (app: FastifyInstance, { settings, main }: Parts): Promise<void> => {
  await app.register(scoped => uploadRoutes(scoped, { settings, main }));
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
