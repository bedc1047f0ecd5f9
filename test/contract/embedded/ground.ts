import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@rounds/ddocs/embedded/start.ts';

/** Somebody who asks. */
export interface Caller {
  name: string;
  password: string;
}

/** A request: as administrator unless `as` says somebody else, or null for nobody. */
export interface Ask {
  as?: Caller | null;
  cookie?: string;
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** What came back. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever a database answers
export type Json = any;
export interface Told {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

/** A server that speaks CouchDB's interface, for the contract. */
export interface Ground {
  title: string;
  /** Whether it is the embedded one, of which more is promised. */
  embedded: boolean;
  open(): Promise<void>;
  close(): Promise<void>;
  url(): string;
  ask(method: string, path: string, ask?: Ask): Promise<Told>;
  fetch(method: string, path: string, ask?: Ask): Promise<Response>;
  /** A new database; all are removed at the end. */
  database(): Promise<string>;
  /** A new user. */
  user(roles?: readonly string[]): Promise<Caller>;
}

/** The embedded database, and the CouchDB of `COUCH_URL` when that is set. */
export const grounds = (): Ground[] => {
  const { COUCH_URL } = process.env;
  return COUCH_URL
    ? [ground('the embedded database'), ground('COUCH_URL', COUCH_URL)]
    : [ground('the embedded database')];
};

function ground(title: string, given?: string): Ground {
  const made: string[] = [];
  const users: string[] = [];
  let address = '';
  let admin: Caller = { name: 'admin', password: 'pass' };
  let close = async () => {};

  const fetchAs = (method: string, path: string, { as = admin, cookie, body, raw, headers = {}, signal }: Ask = {}) => {
    const who: Record<string, string> = cookie
      ? { cookie }
      : as
        ? { authorization: `Basic ${Buffer.from(`${as.name}:${as.password}`).toString('base64')}` }
        : {};
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const type: Record<string, string> = sent === undefined ? {} : { 'content-type': 'application/json' };
    return fetch(address + path, {
      method,
      body: sent as BodyInit | undefined,
      headers: { accept: 'application/json', ...type, ...who, ...headers },
      signal,
    });
  };
  const ask = async (method: string, path: string, what?: Ask): Promise<Told> => {
    const response = await fetchAs(method, path, what);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
  const must = async (method: string, path: string, what?: Ask) => {
    const told = await ask(method, path, what);
    if (told.status >= 300) throw new Error(`${method} ${path}: ${told.status} ${told.text}`);
  };
  return {
    title,
    embedded: given === undefined,
    async open() {
      if (given !== undefined) {
        const { username, password, origin } = new URL(given);
        admin = { name: decodeURIComponent(username), password: decodeURIComponent(password) };
        address = origin;
        return;
      }
      const dir = await mkdtemp(join(tmpdir(), 'rounds-embedded-'));
      const server = await startEmbedded({ dir, admin, iterations: 1000 });
      address = server.url;
      close = async () => {
        await server.close();
        await rm(dir, { recursive: true, force: true });
      };
    },
    async close() {
      for (const name of made) await ask('DELETE', `/${name}`);
      for (const name of users) {
        const { json } = await ask('GET', `/_users/org.couchdb.user:${name}`);
        await ask('DELETE', `/_users/org.couchdb.user:${name}?rev=${json._rev}`);
      }
      await close();
    },
    url: () => address.replace('://', `://${admin.name}:${admin.password}@`),
    ask,
    fetch: fetchAs,
    async database() {
      const name = `contract-${randomBytes(5).toString('hex')}`;
      await must('PUT', `/${name}`);
      made.push(name);
      return name;
    },
    async user(roles = []) {
      const name = `u${randomBytes(5).toString('hex')}`;
      const password = 'a-password';
      const _id = `org.couchdb.user:${name}`;
      await must('PUT', `/_users/${_id}`, { body: { _id, type: 'user', name, password, roles } });
      users.push(name);
      return { name, password };
    },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
