import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { answer } from './answering.ts';
import { openDataFolder } from './databases/data-folder.ts';
import { MAX_DOCUMENT } from './documents/upload.ts';
import { startReplicator } from './replicator/replicator.ts';
import { startSandbox } from './sandbox/sandbox.ts';
import { configOf, type Sections } from './security/config.ts';
import { openIdentity } from './security/identity.ts';
import { passwords as passwordsOf } from './security/passwords.ts';
import { sessions, TIMEOUT } from './security/sessions.ts';
import { USERS } from './security/users.ts';
import type { Server } from './server/call.ts';

/** How {@link startEmbedded} is to start. */
export interface EmbeddedOptions {
  /** Folder of the data; made when it is not there. One process at a time. */
  dir: string;
  /** Address to listen on. Default `127.0.0.1`: the database is for the api on the same machine. */
  host?: string;
  /** Default 0, a free one. */
  port?: number;
  /** The server administrator. Not stored: the one given at each start is the one there is. */
  admin: { name: string; password: string };
  /** Told of what went wrong inside (status 500), never of a secret. */
  log?: (message: string, error?: unknown) => void;
  /** Rounds of PBKDF2 for new passwords; default 600,000 as CouchDB 3.5. Tests take fewer. */
  iterations?: number;
}

/** A running embedded database. */
export interface Embedded {
  /** Without credentials, such as `http://127.0.0.1:5984`. */
  url: string;
  /** Ends feeds and requests, and closes the databases. */
  close(): Promise<void>;
}

/**
 * Starts a database that speaks CouchDB's HTTP interface as far as Rounds and PouchDB need it. See README.md.
 * @throws an error with `code` `EADDRINUSE` when the port is taken, `EBUSY` when another process works on the folder
 */
export async function startEmbedded({
  host = '127.0.0.1',
  port = 0,
  log = () => {},
  ...given
}: EmbeddedOptions): Promise<Embedded> {
  const options = { ...given, host, port, log };
  let url = '';
  const { server, stop } = await openServer(options, () => url);
  const http = httpOf(server, log);
  try {
    await listen(http, host, port);
  } catch (error) {
    await stop();
    throw error;
  }
  url = addressOf(http, host, port);
  server.replicator.begin();
  return {
    url,
    async close() {
      const closed = new Promise(resolve => http.close(resolve));
      for (const end of [...server.feeds]) end();
      http.closeIdleConnections();
      setTimeout(() => http.closeAllConnections(), 2000).unref();
      await closed;
      await stop();
    },
  };
}

type Started = EmbeddedOptions & Required<Pick<EmbeddedOptions, 'host' | 'port' | 'log'>>;

/**
 * Opens all that a server works with, before it listens.
 * @param url the address at which it listens by then, without credentials
 */
async function openServer(
  { dir, host, port, admin, log, iterations }: Started,
  url: () => string,
): Promise<{ server: Server; stop: () => Promise<void> }> {
  const kept = await openIdentity(join(dir, 'server'));
  const { identity } = kept;
  const databases = await openDataFolder(join(dir, 'databases'));
  if (!databases.has(USERS)) await databases.create(USERS);
  const passwords = passwordsOf({ iterations });
  const sandbox = startSandbox();
  const replicator = startReplicator({
    databases,
    self: () => withLogin(url(), admin),
    context: () => ({ user: { name: null, roles: ['_admin'] }, sandbox, newEdits: true, passwords, log }),
    log,
  });
  const server: Server = {
    uuid: identity.uuid,
    secret: identity.secret,
    databases,
    updates: databases.updates,
    config: configOf(() => inEffect({ host, port, admin, ...identity }), {
      sections: kept.sections,
      save: kept.saveSections,
    }),
    sessions: sessions({ admin, secret: identity.secret, databases, passwords, now: Date.now }),
    sandbox,
    replicator,
    maps: startSandbox(),
    feeds: new Set(),
    passwords,
    log,
  };
  const stop = async () => {
    replicator.close();
    await Promise.all([server.sandbox.close(), server.maps.close()]);
    await databases.close();
    await kept.close();
  };
  return { server, stop };
}

function httpOf(server: Server, log: Started['log']): HttpServer {
  const http = createServer((request, response) => {
    // somebody who left while he was written to
    response.on('error', () => {});
    answer(server, request, response, log).catch(error => {
      log('an answer could not be given', error);
      response.destroy();
    });
  });
  // a feed may be silent for a minute; a slow phone may take long to send a photograph
  http.requestTimeout = 0;
  http.keepAliveTimeout = 65_000;
  return http;
}

/** What CouchDB's tools read of a configuration. */
const inEffect = (of: {
  uuid: string;
  secret: string;
  host: string;
  port: number;
  admin: { name: string };
}): Sections => ({
  admins: { [of.admin.name]: '-given at the start-' },
  chttpd: { bind_address: of.host, port: String(of.port), require_valid_user: 'false' },
  chttpd_auth: { secret: of.secret, timeout: String(TIMEOUT), allow_persistent_cookies: 'true' },
  couch_httpd_auth: { secret: of.secret, timeout: String(TIMEOUT) },
  couchdb: { uuid: of.uuid, max_document_size: String(MAX_DOCUMENT) },
  cluster: { q: '1', n: '1' },
});

const addressOf = (http: HttpServer, host: string, port: number): string => {
  const address = http.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
};

/** The address by which the server speaks to itself. */
const withLogin = (address: string, { name, password }: EmbeddedOptions['admin']): string => {
  const url = new URL(address);
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  return url.toString().replace(/\/$/, '');
};

const listen = (http: HttpServer, host: string, port: number) =>
  new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
