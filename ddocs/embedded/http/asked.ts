import type { IncomingMessage } from 'node:http';
import type { Query } from './query.ts';

/** What is asked for, read from a request. */
export interface Asked {
  readonly method: string;
  /** The decoded parts of the path. */
  readonly path: readonly string[];
  readonly query: Query;
  readonly headers: IncomingMessage['headers'];
  /** The body; reading it twice gives the same. @throws `too_large` */
  bytes(): Promise<Buffer>;
  /** The body as JSON. @throws `bad_request` for none and for no JSON, 415 for another content type */
  json(): Promise<unknown>;
  /** The body as JSON object. @throws `bad_request` */
  object(): Promise<Record<string, unknown>>;
}
