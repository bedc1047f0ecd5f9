import httpAdapter from 'pouchdb-adapter-http';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';
import { badRequest, CouchError } from '../http/error.ts';

PouchDB.plugin(httpAdapter);

/**
 * PouchDB's replication. It is a plugin that the one PouchDB of a process takes once only, and other parts of the
 * process may want it: so it is added to an object of our own, and called from there.
 */
export const replicatePouches: typeof PouchDB.replicate = (() => {
  const own = { prototype: {} };
  (replication as unknown as (host: object) => void)(own);
  return (own as unknown as typeof PouchDB).replicate.bind(own);
})();

/** A database from which or to which documents are replicated. */
export interface Endpoint {
  /** Its address without credentials, for people to read. */
  shown: string;
  /** Sent with every request; credentials among them. */
  headers: Record<string, string>;
  url: string;
}

/**
 * An endpoint as `_replicate` is told: a name of this server, an address, or `{url, headers, auth}`.
 * @param self address of this server with the credentials of its administrator
 * @throws `bad_request`
 */
export function parseEndpoint(raw: unknown, what: string, self: string): Endpoint {
  const told = typeof raw === 'string' ? { url: raw } : raw;
  if (!told || typeof told !== 'object') throw badRequest(`\`${what}\` is missing`);
  const { url, headers = {}, auth } = told as { url?: unknown; headers?: unknown; auth?: { basic?: unknown } };
  if (typeof url !== 'string' || !url) throw badRequest(`\`${what}\` needs a url`);
  const address = parseAddress(/^https?:\/\//.test(url) ? url : `${self}/${encodeURIComponent(url)}`, what);
  const { username, password } = (auth?.basic ?? {}) as { username?: string; password?: string };
  const name = username ?? decodeURIComponent(address.username);
  const secret = password ?? decodeURIComponent(address.password);
  const login: Record<string, string> = name
    ? { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` }
    : {};
  address.username = '';
  address.password = '';
  const place = address.toString().replace(/\/$/, '');
  return { shown: `${place}/`, url: place, headers: { ...login, ...parseHeaders(headers, what) } };
}

function parseAddress(text: string, what: string): URL {
  try {
    return new URL(text);
  } catch {
    throw badRequest(`the url of \`${what}\` is not well-formed`);
  }
}

function parseHeaders(raw: unknown, what: string): Record<string, string> {
  if (!raw || typeof raw !== 'object' || Object.values(raw).some(value => typeof value !== 'string'))
    throw badRequest(`the headers of \`${what}\` must be an object of texts`);
  return Object.fromEntries(
    Object.entries(raw as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** The endpoint as PouchDB takes it. */
export const openEndpoint = ({ url, headers }: Endpoint): PouchDB.Database =>
  new PouchDB(url, {
    adapter: 'http',
    skip_setup: true,
    fetch: (asked, options) => fetchAsNode(asked, { ...options, headers: withHeaders(options?.headers, headers) }),
  } as PouchDB.Configuration.RemoteDatabaseConfiguration);

/** In Node, PouchDB reads attachments by a method that answers of `node-fetch` have. */
const fetchAsNode: typeof fetch = async (asked, options) => {
  const response = await fetch(asked, options);
  return Object.assign(response, { buffer: async () => Buffer.from(await response.arrayBuffer()) });
};

const withHeaders = (given: RequestInit['headers'], more: Record<string, string>): Headers => {
  // PouchDB has headers of its own kind
  const all = new Headers([...((given ?? []) as Iterable<[string, string]>)]);
  for (const [name, value] of Object.entries(more)) all.set(name, value);
  return all;
};

/**
 * Makes sure that an endpoint can be used; makes the database where that is wished.
 * @throws `db_not_found`, or what the other side says to whoever may not use it
 */
export async function requireEndpoint({ url, headers, shown }: Endpoint, create: boolean): Promise<void> {
  const { status } = await request(url, headers, 'GET');
  if (status < 300) return;
  if (status === 404 && create && (await request(url, headers, 'PUT')).status < 413) return;
  if (status === 401 || status === 403)
    throw new CouchError(status, 'unauthorized', `${shown} lets nobody in without a name`);
  throw new CouchError(404, 'db_not_found', `could not open ${shown}`);
}

async function request(url: string, headers: Record<string, string>, method: string): Promise<Response> {
  try {
    const response = await fetch(url, { method, headers: { accept: 'application/json', ...headers } });
    await response.arrayBuffer();
    return response;
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    throw new CouchError(500, 'replication_error', `${new URL(url).host} cannot be reached (${cause?.code ?? error})`);
  }
}
