import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docPath, segment } from '../../couch/couch.ts';
import { callerOf } from '../../session/caller.ts';
import { isForEveryone } from '../../visibility/audience.ts';
import { maySee } from '../../visibility/scope.ts';
import { acceptsGzip } from '../../web/accepts-gzip.ts';
import { asFile, filePolicy } from '../../web/files.ts';
import { wholeBody } from '../../web/whole-body.ts';
import type { ReplicateParts } from '../parts.ts';
import { noteDates } from './infodates.ts';
import { whyNotWritten } from './judge.ts';
import type { WriteParts } from './write-docs.ts';

interface AttachmentRoute {
  Params: { id: string; '*': string };
  Querystring: { rev?: string };
}

const passed = ['content-type', 'content-length', 'etag', 'content-md5', 'accept-ranges', 'content-range'];
/** Types that gain by packing; photographs, films and archives are packed already. */
const gains =
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|ecmascript|wasm|x-ndjson)\b|image\/(?:svg\+xml|bmp)\b|font\/(?:ttf|otf)\b)/i;
/** So many bytes are not worth packing. */
const small = 1024;
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
): Promise<Doc> => {
  const mine = await scope(callerOf(request));
  const { id } = request.params;
  if (isStrangeName(request.params['*'])) throw new AppError('request/invalid', 'That is no name of an attachment');
  if (id.startsWith('_')) throw new AppError('doc/missing', 'missing');
  const { rev } = request.query;
  if (rev !== undefined && !/^\d+-[\w-]{1,100}$/.test(rev))
    throw new AppError('request/invalid', 'That is no revision');
  const docs = await Promise.all([main.get(id), ...(rev ? [main.get(id, { rev })] : [])]);
  const present = docs.filter(doc => doc !== null);
  const found = await audiences.of(present);
  if (present.length === docs.length && found.every(audience => maySee(mine, audience))) return present[0]!;
  throw new AppError('doc/missing', 'missing');
};

/** The tags of a header such as `If-None-Match`, without their weakness: `W/"a", "b"`. */
const tagsIn = (header: string | undefined): string[] => header?.match(/"[^"]*"|\*/g) ?? [];

/**
 * Sends an attachment as the database gave it. One that gains by it is packed on its way where the client takes it: its
 * tag is a weak one then, for its bytes are not those that ranges are counted in.
 *
 * @param doc the document that it belongs to
 */
const send = (
  response: Response,
  request: FastifyRequest<AttachmentRoute>,
  reply: FastifyReply,
  doc: Doc,
): FastifyReply => {
  const { status, headers } = response;
  // fetch has undone what the database itself had packed.
  const wasPacked = headers.has('content-encoding');
  for (const name of passed) {
    const value = headers.get(name);
    if (value !== null && !(name === 'content-length' && wasPacked)) void reply.header(name, value);
  }
  if (!isForEveryone(doc) && response.ok) asFile(reply, headers.get('content-type'));
  void reply.header('content-security-policy', filePolicy).code(status);
  const tag = headers.get('etag');
  const gain = gains.test(headers.get('content-type') ?? '');
  if (gain) void reply.header('vary', 'accept-encoding');
  // The database tells no length of what it has packed itself; the document tells that of the attachment.
  const size = Number(doc._attachments?.[request.params['*']]?.length ?? headers.get('content-length') ?? 0);
  const packs = gain && status === 200 && size >= small && acceptsGzip(request.headers['accept-encoding']);
  if (packs && tag) void reply.header('etag', `W/${tag.replace(/^W\//, '')}`).header('accept-ranges', 'none');
  if (!packs) request.headers['x-no-compression'] = 'true';
  if (status === 200 && tag && tagsIn(request.headers['if-none-match']).some(one => one === '*' || tag.endsWith(one))) {
    void response.body?.cancel();
    return reply.code(304).removeHeader('content-length').send();
  }
  if (request.method !== 'HEAD')
    return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : '');
  void response.body?.cancel();
  if (packs) void reply.header('content-encoding', 'gzip').removeHeader('content-length');
  return reply.send();
};

type Handler = (
  parts: AttachmentParts,
  request: FastifyRequest<AttachmentRoute>,
  reply: FastifyReply,
) => Promise<FastifyReply>;

const read: Handler = async (parts, request, reply) => {
  const doc = await needReadable(parts, request);
  const rev = request.query.rev ? `?rev=${encodeURIComponent(request.query.rev)}` : '';
  const address = `${addressOf(parts, request)}${rev}`;
  const { range, 'if-range': ifRange } = request.headers;
  const ask = (more: Record<string, string>) =>
    parts.couch.admin(address, {
      ...(request.method === 'HEAD' ? { method: 'HEAD' } : {}),
      headers: { accept: '*/*', ...more },
    });
  if (!range) return send(await ask({}), request, reply, doc);
  const part = await ask({ range });
  // The rest of another version, or of what was packed on its way, would spoil what the client has.
  if (ifRange === undefined || ifRange === part.headers.get('etag')) return send(part, request, reply, doc);
  void part.body?.cancel();
  return send(await ask({}), request, reply, doc);
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
  app.route<AttachmentRoute>({
    method: ['GET', 'HEAD'],
    url,
    // What of it is packed is decided above.
    ...{ compress: { customTypes: gains, encodings: ['gzip'], zlibOptions: { level: 5 } } },
    handler: (request, reply) => read(parts, request, reply),
  });
  // Attachments are bytes of any type, JSON too.
  app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scoped.put<AttachmentRoute>(url, { bodyLimit: longest }, (request, reply) => write(parts, request, reply));
    scoped.delete<AttachmentRoute>(url, (request, reply) => write(parts, request, reply));
  });
};
