import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docPath, segment } from '../couch/couch.ts';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { wholeBody } from '../web/body.ts';
import { noteDates } from './infodates.ts';
import { maySee } from './scope.ts';
import { mayWrite } from './write.ts';

interface AttachmentRoute {
  Params: { id: string; '*': string };
  Querystring: { rev?: string };
}

const passed = [
  'content-type',
  'content-length',
  'etag',
  'content-md5',
  'content-encoding',
  'accept-ranges',
  'content-range',
];
/** Longest attachment, in bytes: CouchDB refuses documents of more than 8 MB, and attachments are sent inline. */
const longest = 32 * 1024 * 1024;

/** Attachments of documents that the user may see, streamed. */
export const attachmentRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { couch, databases, main } = programme;

  const addressOf = ({ params }: FastifyRequest<AttachmentRoute>): string =>
    `${docPath(databases.main, params.id)}/${params['*'].split('/').map(segment).join('/')}`;

  /** @throws `doc/missing` when the user may not see the document, or not this revision of it */
  const readable = async (request: FastifyRequest<AttachmentRoute>): Promise<void> => {
    const scope = await programme.scope(callerOf(request));
    const { id } = request.params;
    if (id.startsWith('_')) throw new AppError('doc/missing', 'missing');
    const { rev } = request.query;
    const docs = await Promise.all([main.get(id), ...(rev ? [main.get(id, { rev })] : [])]);
    const present = docs.filter(doc => doc !== null);
    const found = await programme.facts.of(present);
    if (present.length === docs.length && found.every(facts => maySee(scope, facts))) return;
    throw new AppError('doc/missing', 'missing');
  };

  const send = async (response: Response, reply: FastifyReply) => {
    for (const name of passed) {
      const value = response.headers.get(name);
      if (value !== null && !(name === 'content-length' && response.headers.has('content-encoding')))
        void reply.header(name, value);
    }
    void reply.header('content-security-policy', "sandbox; default-src 'none'").code(response.status);
    // fetch has undone the compression.
    void reply.removeHeader('content-encoding');
    return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : '');
  };

  app.get<AttachmentRoute>('/medic/:id(^[^_].*$)/*', { compress: false }, async (request, reply) => {
    await readable(request);
    const rev = request.query.rev ? `?rev=${encodeURIComponent(request.query.rev)}` : '';
    const headers = new Headers({ accept: '*/*' });
    if (request.headers.range) headers.set('range', request.headers.range);
    return send(await couch.admin(`${addressOf(request)}${rev}`, { headers }), reply);
  });

  const write = async (request: FastifyRequest<AttachmentRoute>, reply: FastifyReply) => {
    const caller = callerOf(request);
    await readable(request);
    const { id } = request.params;
    const stored = (await main.get(id))!;
    const refused = await mayWrite(programme, caller, stored);
    if (refused) throw new AppError('access/forbidden', refused);
    const rev = request.query.rev ?? request.headers['if-match']?.replace(/"/g, '');
    const address = `${addressOf(request)}${rev ? `?rev=${encodeURIComponent(rev)}` : ''}`;
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const body = request.method === 'PUT' ? await wholeBody(request.body, longest) : undefined;
    const response = await couch.admin(address, {
      method: request.method,
      headers: { 'content-type': type },
      ...(body ? { body } : {}),
    });
    programme.facts.forget([id]);
    if (response.ok) await noteDates(programme.sentinel, [id], new Date(programme.now()).toISOString());
    return reply.code(response.status).send(await response.json());
  };
  // Attachments are bytes of any type, JSON too.
  app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scoped.put<AttachmentRoute>('/medic/:id(^[^_].*$)/*', { bodyLimit: longest }, write);
    scoped.delete<AttachmentRoute>('/medic/:id(^[^_].*$)/*', write);
  });
};
