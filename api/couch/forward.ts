import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asFile, filePolicy, refuseToRun } from '../web/files.ts';
import type { Couch } from './couch.ts';

const notForwarded = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'content-length',
  'origin',
  'referer',
  'accept-encoding',
  // CouchDB would take it for another request than the one that was allowed.
  'x-http-method-override',
]);
/** `connection` of CouchDB is not ours: a client that wants to close would wait for it. */
const notPassedOn = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
  'set-cookie',
  'server',
  'content-security-policy',
  'www-authenticate',
]);

/** The body to send on: a stream as it comes, or bytes or JSON that were read already. */
const bodyOf = ({ method, body }: FastifyRequest): object => {
  if (method === 'GET' || method === 'HEAD' || body === undefined || body === null) return {};
  if (body instanceof Readable) return { body: Readable.toWeb(body), duplex: 'half' };
  if (body instanceof Uint8Array) return { body };
  return { body: JSON.stringify(body) };
};

/** Whether a path leads to an attachment: what a user may have written, and called as he liked. */
const isFile = (path: string): boolean => /^\/[^/]+\/(?:_(?:design|local)\/[^/]+\/(?!_)|[^/_][^/]*\/)[^/?]/.test(path);

/** Streams a request to CouchDB as administrator, and the answer back. A client that goes away ends both. */
export const forward = async (
  { couch }: { couch: Couch },
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): Promise<FastifyReply> => {
  // Fauxton is the database's own.
  const isOurs = path.startsWith('/_utils');
  if (!isOurs) refuseToRun(request);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined && !notForwarded.has(name)) headers.set(name, String(value));
  const stream = bodyOf(request);
  const response = await couch.admin(path, {
    method: request.method,
    headers,
    signal: gone.signal,
    ...stream,
  } as RequestInit);
  for (const [name, value] of response.headers) if (!notPassedOn.has(name)) void reply.header(name, value);
  if (!isOurs) void reply.header('content-security-policy', filePolicy);
  if (!isOurs && response.ok && isFile(path)) asFile(reply, response.headers.get('content-type'));
  void reply.code(response.status);
  return reply.send(response.body ? Readable.fromWeb(response.body as ReadableStream) : '');
};
