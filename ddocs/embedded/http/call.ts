import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Databases } from '../databases/databases.ts';
import { isRevision } from '../documents/revisions.ts';
import type { WriteContext } from '../documents/write.ts';
import type { Passwords } from '../security/passwords.ts';
import type { Session, Sessions } from '../security/sessions.ts';
import type { Sandbox } from '../views/sandbox.ts';
import { badRequest, CouchError, tooLarge } from './error.ts';

/** What all requests share. */
export interface Server {
  readonly uuid: string;
  /** Signs the sessions; only administrators are told. */
  readonly secret: string;
  readonly databases: Databases;
  readonly sessions: Sessions;
  /** Runs the functions that writes and feeds wait for. */
  readonly sandbox: Sandbox;
  /** Runs the maps of views, which may take long. */
  readonly maps: Sandbox;
  /** What ends each feed that is open. */
  readonly feeds: Set<() => void>;
  readonly passwords: Passwords;
  /** Told of what went wrong inside. */
  readonly log: (message: string, error?: unknown) => void;
}

/** A request on its way, with what every part of the server needs to answer it. */
export interface Call {
  readonly method: string;
  /** The decoded parts of the path. */
  readonly path: readonly string[];
  readonly query: Query;
  readonly headers: IncomingMessage['headers'];
  readonly session: Session;
  readonly server: Server;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body; reading it twice gives the same. @throws `too_large` */
  bytes(): Promise<Buffer>;
  /** The body as JSON. @throws `bad_request` for none and for no JSON, 415 for another content type */
  json(): Promise<unknown>;
  /** The body as JSON object. @throws `bad_request` */
  object(): Promise<Record<string, unknown>>;
}

/** What is answered. A part that writes to `response` itself answers null. */
export interface Answer {
  status: number;
  headers?: Record<string, string | readonly string[]>;
  /** Texts that come one after the other are sent as they come, at the pace of the client. */
  body?: string | Buffer | AsyncGenerator<string>;
}

/** Bytes that a request may have. */
const MAX_REQUEST = 256 * 1024 * 1024;
const unzip = promisify(gunzip);

/** An answer in JSON, ending with a line break as CouchDB's do. */
export const json = (value: unknown, status = 200, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(value)}\n`,
});

/**
 * The parameters after the `?`, read by type.
 * @throws `query_parse_error` from each of them for a value of another type
 */
export interface Query {
  has(name: string): boolean;
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  count(name: string): number | undefined;
  json(name: string): unknown;
  /** All parameters as text. */
  all(): Record<string, string>;
}

/** Reads the parameters of a URL. */
export function parseQuery(search: string): Query {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name) ?? undefined;
  return {
    has: name => params.has(name),
    text,
    flag(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (value === 'true' || value === 'false') return value === 'true';
      throw badRequest(`Invalid boolean parameter: ${JSON.stringify(value)}`, 'query_parse_error');
    },
    count(name) {
      const value = text(name);
      return value === undefined ? undefined : requireCount(name, /^-?\d+$/.test(value) ? Number(value) : value);
    },
    json(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        throw badRequest(`invalid UTF-8 JSON in ${name}`);
      }
    },
    all: () => Object.fromEntries(params),
  };
}

/** A number that counts something. @throws `query_parse_error` */
export function requireCount(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw badRequest(`Invalid value for integer: ${JSON.stringify(value)}`, 'query_parse_error');
  if (value < 0) throw badRequest(`Invalid value for positive integer ${name}: ${value}`, 'query_parse_error');
  return value;
}

/** What reads the body of a request, once. */
export function bodyReader(request: IncomingMessage): Pick<Call, 'bytes' | 'json' | 'object'> {
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

/** How a request writes. @param newEdits false stores revisions as they come */
export const writeContext = ({ session, server }: Call, newEdits: boolean): WriteContext => ({
  user: { name: session.name, roles: session.roles },
  sandbox: server.sandbox,
  newEdits,
  passwords: server.passwords,
  log: server.log,
});

/** The revision that the caller means, from `?rev=` or `If-Match`. @throws `bad_request` for a malformed one */
export function givenRevision({ query, headers }: Call): string | undefined {
  const rev = query.text('rev') ?? headers['if-match']?.replaceAll('"', '');
  if (rev !== undefined && !isRevision(rev)) throw badRequest('Invalid rev format');
  return rev;
}
