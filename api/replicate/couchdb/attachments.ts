import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docPath, segment } from '../../couch/couch.ts';
import { callerOf } from '../../session/caller.ts';
import { maySee } from '../../visibility/scope.ts';
import { wholeBody } from '../../web/whole-body.ts';
import type { ReplicateParts } from '../parts.ts';
import { noteDates } from './infodates.ts';
import { whyNotWritten } from './judge.ts';
import type { WriteParts } from './write-docs.ts';

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

/** The parts that attachments take. */
type AttachmentParts = WriteParts & Pick<ReplicateParts, 'couch' | 'databases'>;

/** Whether a text holds characters that no name of a file has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
const isStrangeName = (name: string): boolean => name.length > 1000 || /[\u0000-\u001f\u007f]/.test(name);

const addressOf = ({ databases }: AttachmentParts, { params }: FastifyRequest<AttachmentRoute>): string =>
  `${docPath(databases.main, params.id)}/${params['*'].split('/').map(segment).join('/')}`;

/** @throws `doc/missing` when the user may not see the document, or not this revision of it */
const needReadable = async (
  { main, audiences, scope }: AttachmentParts,
  request: FastifyRequest<AttachmentRoute>,
): Promise<void> => {
  const mine = await scope(callerOf(request));
  const { id } = request.params;
  if (isStrangeName(request.params['*'])) throw new AppError('request/invalid', 'That is no name of an attachment');
  if (id.startsWith('_')) throw new AppError('doc/missing', 'missing');
  const { rev } = request.query;
  const docs = await Promise.all([main.get(id), ...(rev ? [main.get(id, { rev })] : [])]);
  const present = docs.filter(doc => doc !== null);
  const found = await audiences.of(present);
  if (present.length === docs.length && found.every(audience => maySee(mine, audience))) return;
  throw new AppError('doc/missing', 'missing');
};

const send = (response: Response, reply: FastifyReply): FastifyReply => {
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

type Handler = (
  parts: AttachmentParts,
  request: FastifyRequest<AttachmentRoute>,
  reply: FastifyReply,
) => Promise<FastifyReply>;

const read: Handler = async (parts, request, reply) => {
  await needReadable(parts, request);
  const rev = request.query.rev ? `?rev=${encodeURIComponent(request.query.rev)}` : '';
  const headers = new Headers({ accept: '*/*' });
  if (request.headers.range) headers.set('range', request.headers.range);
  return send(await parts.couch.admin(`${addressOf(parts, request)}${rev}`, { headers }), reply);
};

const write: Handler = async (parts, request, reply) => {
  const caller = callerOf(request);
  await needReadable(parts, request);
  const { id } = request.params;
  const refused = await whyNotWritten(parts, caller, (await parts.main.get(id))!);
  if (refused) throw new AppError('access/forbidden', refused);
  const rev = request.query.rev ?? request.headers['if-match']?.replace(/"/g, '');
  const address = `${addressOf(parts, request)}${rev ? `?rev=${encodeURIComponent(rev)}` : ''}`;
  const type = request.headers['content-type'] ?? 'application/octet-stream';
  if (!/^[\x20-\x7e]{1,255}$/.test(type)) throw new AppError('request/invalid', 'That is no type of an attachment');
  const body = request.method === 'PUT' ? await wholeBody(request.body, longest) : undefined;
  const response = await parts.couch.admin(address, {
    method: request.method,
    headers: { 'content-type': type },
    ...(body ? { body } : {}),
  });
  parts.audiences.forget([id]);
  if (response.ok) await noteDates(parts.sentinel, [id], new Date(parts.now()).toISOString());
  return reply.code(response.status).send(await response.json());
};

/** Attachments of documents that the user may see, streamed. */
export const attachmentRoutes = (app: FastifyInstance, parts: AttachmentParts): void => {
  const url = '/medic/:id(^[^_].*$)/*';
  app.get<AttachmentRoute>(url, { compress: false }, (request, reply) => read(parts, request, reply));
  // Attachments are bytes of any type, JSON too.
  app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scoped.put<AttachmentRoute>(url, { bodyLimit: longest }, (request, reply) => write(parts, request, reply));
    scoped.delete<AttachmentRoute>(url, (request, reply) => write(parts, request, reply));
  });
};
