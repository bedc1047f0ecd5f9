import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Asked } from './asked.ts';
import { badRequest, CouchError, tooLarge } from './error.ts';

/** Bytes that a request may have. */
const MAX_REQUEST = 256 * 1024 * 1024;
const unzip = promisify(gunzip);

/** What reads the body of a request, once. */
export function bodyReader(request: IncomingMessage): Pick<Asked, 'bytes' | 'json' | 'object'> {
  let read: Promise<Buffer> | null = null;
  const bytes = () => {
    read ??= readBody(request);
    return read;
  };
  const parsed = async () => {
    requireJsonType(request);
    const text = (await bytes()).toString('utf8');
    if (!text.trim()) throw badRequest('invalid UTF-8 JSON');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw badRequest('invalid UTF-8 JSON');
    }
  };
  return {
    bytes,
    json: parsed,
    async object() {
      const value = await parsed();
      if (!value || typeof value !== 'object' || Array.isArray(value))
        throw badRequest('Request body must be a JSON object');
      return value as Record<string, unknown>;
    },
  };
}

/**
 * As CouchDB: a page of another origin can post a form or plain text with somebody's cookie, but no JSON.
 * @throws `bad_content_type`
 */
function requireJsonType({ method, headers }: IncomingMessage): void {
  const type = headers['content-type'];
  if (method !== 'POST' || type === undefined || /^application\/([\w.-]+\+)?json\b/i.test(type)) return;
  throw new CouchError(415, 'bad_content_type', 'Content-Type must be application/json');
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooMuch = () => tooLarge('too_large', 'the request entity is too large');
  if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST) throw tooMuch();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_REQUEST) throw tooMuch();
    parts.push(part as Uint8Array);
  }
  if (!request.complete) throw badRequest('the request ended before its body');
  const body = Buffer.concat(parts);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body as unknown as Uint8Array, { maxOutputLength: MAX_REQUEST });
  } catch (error) {
    if (error instanceof RangeError) throw tooMuch();
    throw new CouchError(400, 'bad_request', 'the body is not gzip');
  }
}
