import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import { type Databases, databases as databasesOf } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { checkpointId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Part, part } from './part.ts';

/**
 * What a test asks for. Everything defaults to the whole programme: database, api and sentinel, with the default
 * programme.
 */
export interface WorldOptions {
  /** Starts the sentinel. @default true */
  sentinel?: boolean;
  /** Starts the api. Without it the databases are installed and filled directly. @default true */
  api?: boolean;
  /**
   * Folder of the programme whose settings and forms are loaded; false for an empty database.
   * @default config/default
   */
  programme?: string | false;
  /** Changes the programme's settings before anything starts. */
  settings?: (settings: Record<string, unknown>) => Record<string, unknown>;
  /** Documents that are there before anything starts. */
  docs?: readonly Doc[];
  /** More environment for the api and the sentinel. */
  env?: Readonly<Record<string, string>>;
}

/** Someone logged in: requests carry the cookie. */
export interface LoggedIn {
  /** Value of the `Cookie` header. */
  cookie: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface World {
  /** With the administrator's name and password in it. */
  couchUrl: string;
  /** Without credentials and without a slash at the end. */
  apiUrl: string;
  databases: Databases;
  /** Folder of the embedded database's files; undefined on `COUCH_URL`. */
  dataDir: string | undefined;
  /** The embedded database; undefined when the tests run on `COUCH_URL`, which is not ours to stop. */
  couch: Part | undefined;
  api: Part;
  sentinel: Part;
  /** A database, as administrator. @default the main database */
  store(name?: string): Store;
  /** A request to the api, as administrator. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A user name no other world has: on `COUCH_URL` users are shared by all. */
  userName(name: string): string;
  /**
   * Makes a user through the api.
   * @param user `username` as `userName` gave it; the password defaults to {@link password}, which he may keep
   */
  createUser(user: Record<string, unknown>): Promise<void>;
  login(user: string, password?: string): Promise<LoggedIn>;
  /**
   * Resolves when the sentinel has settled every change of the main database.
   * @throws after `timeout` ms (default 60,000)
   */
  settled(timeout?: number): Promise<void>;
  /** Ends the processes and removes the data. */
  close(): Promise<void>;
}

/** A password that every rule accepts. */
export const password = 'Blue-Kettle-41';

/**
 * Waits until `done` answers something other than undefined, null or false.
 * @throws Error that names `what` after `timeout` ms
 */
export const until = async <T>(
  what: string,
  done: () => Promise<T> | T,
  timeout = 60_000,
): Promise<NonNullable<Exclude<T, false>>> => {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await done();
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<Exclude<T, false>>;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
};

const portOf = (url: string): string => new URL(url).port || '5984';

/** The default programme, or another, its settings changed as the test asks. */
const docsOf = async (folder: string, change: WorldOptions['settings']): Promise<Doc[]> => {
  const docs = await programmeDocs(folder);
  return docs.map(doc =>
    doc._id === 'settings' && change ? { ...doc, settings: change(doc.settings as Record<string, unknown>) } : doc,
  );
};

/** Documents as administrator, whatever stood there. */
const put = async (store: Store, docs: readonly Doc[]): Promise<void> => {
  const existing = await store.getMany(docs.map(({ _id }) => _id));
  const results = await store.write(
    docs.map((doc, i) => (existing[i]?._rev ? { ...doc, _rev: existing[i]._rev } : doc)),
  );
  const refused = results.find(({ ok }) => !ok);
  if (refused) throw new Error(`the world could not be filled: ${JSON.stringify(refused)}`);
};

/**
 * A whole Rounds for a test: real processes on free ports, started through their `main.ts`, on an embedded database in
 * a folder of its own or on `COUCH_URL` under a name that no other test has. Call {@link World.close} in `after`; when
 * a test forgets, its processes end with the run.
 */
export const world = async (options: WorldOptions = {}): Promise<World> => {
  const id = `t${randomBytes(4).toString('hex')}`;
  const databases = databasesOf(`medic-${id}`);
  const dir = await mkdtemp(join(tmpdir(), 'rounds-'));
  const admin = { name: 'admin', password: randomBytes(12).toString('hex') };
  let couchUrl = process.env.COUCH_URL?.replace(/\/$/, '') ?? '';
  let couchPort = '0';
  let apiPort = '0';
  let apiUrl = '';

  const couch = couchUrl
    ? undefined
    : part(
        () => ({
          name: 'database',
          file: 'ddocs/embedded/main.ts',
          args: ['--port', couchPort, '--dir', join(dir, 'couch')],
          env: { COUCHDB_USER: admin.name, COUCHDB_PASSWORD: admin.password, LOG_LEVEL: 'warn' },
        }),
        {
          listens: true,
          started: url => {
            couchPort = portOf(url);
            couchUrl = `http://${admin.name}:${admin.password}@127.0.0.1:${couchPort}`;
          },
        },
      );
  const env = () => ({ COUCH_URL: couchUrl, ROUNDS_DB: databases.main, LOG_LEVEL: 'warn', ...options.env });
  const api = part(() => ({ name: 'api', file: 'api/main.ts', env: { HOST: '127.0.0.1', PORT: apiPort, ...env() } }), {
    listens: true,
    started: url => {
      apiPort = portOf(url);
      apiUrl = url;
    },
  });
  const sentinel = part(() => ({ name: 'sentinel', file: 'sentinel/main.ts', env: env() }), { listens: false });

  const store = (name = databases.main): Store => couchStore(couchUrl, name);
  const authorization = () => {
    const { username, password: secret } = new URL(couchUrl);
    return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(secret)}`).toString('base64')}`;
  };
  const asAdmin = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(apiUrl + path, {
      ...init,
      headers: { accept: 'application/json', authorization: authorization(), ...init.headers },
    });

  const removeFromCouch = async (): Promise<void> => {
    const { origin } = new URL(couchUrl);
    const headers = { accept: 'application/json', authorization: authorization() };
    const names = (await (await fetch(`${origin}/_all_dbs`, { headers })).json()) as string[];
    for (const name of names.filter(each => each.startsWith(databases.main)))
      await fetch(`${origin}/${name}`, { method: 'DELETE', headers });
    const users = couchStore(couchUrl, '_users');
    const docs = await users.range({ from: 'org.couchdb.user:', to: 'org.couchdb.user:\ufff0', limit: 10_000 });
    await users.write(
      docs
        .filter(doc => doc._id.endsWith(`-${id}`))
        .map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })),
    );
  };

  const close = async (): Promise<void> => {
    await sentinel.stop();
    await api.stop();
    if (couch) await couch.kill();
    else await removeFromCouch();
    await rm(dir, { recursive: true, force: true });
  };

  const settled = async (timeout = 60_000): Promise<void> => {
    const [main, side] = [store(), store(databases.sentinel)];
    await until(
      'the sentinel had settled every change',
      async () => {
        const checkpoint = await side.getLocal<{ value?: string }>(checkpointId).catch(() => null);
        if (!checkpoint?.value) return false;
        const { changes, pending } = await main.changes({ since: checkpoint.value, limit: 1 });
        return changes.length === 0 && pending <= 0;
      },
      timeout,
    ).catch(error => {
      throw new Error([(error as Error).message, ...sentinel.lastLines()].join('\n  '));
    });
  };

  try {
    await couch?.start();
    await installDatabases(couchUrl, databases);
    if (options.programme !== false)
      await put(store(), await docsOf(options.programme ?? defaultProgramme, options.settings));
    if (options.docs?.length) await put(store(), options.docs);
    if (options.api !== false) await api.start();
    if (options.sentinel !== false) await sentinel.start();
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }

  return {
    couchUrl,
    get apiUrl() {
      return apiUrl;
    },
    databases,
    dataDir: couch && join(dir, 'couch'),
    couch,
    api,
    sentinel,
    store,
    fetch: asAdmin,
    userName: name => `${name}-${id}`,
    createUser: async user => {
      const response = await asAdmin('/api/v1/users', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password, password_change_required: false, ...user }),
      });
      if (!response.ok) throw new Error(`user not made: ${response.status} ${await response.text()}`);
    },
    login: async (user, secret = password) => {
      const response = await fetch(`${apiUrl}/medic/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ user, password: secret }),
      });
      if (response.status !== 302) throw new Error(`login of ${user}: ${response.status} ${await response.text()}`);
      const cookie = response.headers
        .getSetCookie()
        .map(each => each.split(';')[0])
        .join('; ');
      return {
        cookie,
        fetch: (path, init = {}) =>
          fetch(apiUrl + path, { ...init, headers: { accept: 'application/json', ...init.headers, cookie } }),
      };
    },
    settled,
    close,
  };
};
