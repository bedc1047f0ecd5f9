import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '@rounds/api/server.ts';
import { log as makeLog } from '@rounds/api/web/log.ts';
import { type Databases, databases as databasesOf } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';

export const password = 'Blue-Kettle-41';

export interface Ask {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  /** JSON where it is JSON, else text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  headers: Headers;
}

/** Someone logged in. */
export interface Person {
  name: string;
  cookie: string;
  ask(path: string, ask?: Ask): Promise<Answer>;
}

/**
 * Two areas of one district, each with a clinic and people: `district` > `north` > `north-clinic` > `nia` (10018),
 * `noah`; `district` > `south` > `south-clinic` > `sam` (20015), `sue`. Chw `aya` works in north (contact
 * `aya-person`), `ben` in south, supervisor `sol` over the district to depth 1, `olga` is online, `gil` a gateway.
 */
export interface Village {
  url: string;
  couchUrl: string;
  databases: Databases;
  main: Store;
  sentinel: Store;
  app: FastifyInstance;
  /** The name of a user in this village: `_users` is shared by all databases of a server. */
  user(name: string): string;
  login(name: string): Promise<Person>;
  /** As the server's administrator. */
  admin: Person;
  /** A request of nobody. */
  stranger: Person;
  /** Resolves when the api has heard of everything that was written so far. */
  heard(): Promise<void>;
  /** Writes past the api, as the sentinel does. */
  put(...docs: Doc[]): Promise<void>;
  close(): Promise<void>;
}

export const lineage = (...ids: string[]) =>
  ids.reduceRight<{ _id: string; parent?: object } | undefined>(
    (parent, _id) => (parent ? { _id, parent } : { _id }),
    undefined,
  )!;

const contact = (_id: string, type: string, parents: string[], more: object = {}): Doc => ({
  ...{ _id, type, name: _id, reported_date: 1_700_000_000_000 },
  ...(parents.length > 0 ? { parent: lineage(...parents) } : {}),
  ...more,
});

export const report = (
  _id: string,
  subject: string | undefined,
  sender: readonly string[],
  more: { fields?: object; [key: string]: unknown } = {},
): Doc => ({
  ...{ _id, type: 'data_record', form: 'visit', content_type: 'xml', reported_date: 1_700_000_000_000 },
  ...more,
  fields: { ...(subject ? { patient_id: subject } : {}), ...more.fields },
  ...(sender.length > 0 ? { contact: lineage(...sender) } : {}),
});

export const aya = ['aya-person', 'north', 'district'];
export const ben = ['ben-person', 'south', 'district'];

export const people: Doc[] = [
  contact('district', 'district_hospital', [], { place_id: '90001', contact: { _id: 'sol-person' } }),
  contact('sol-person', 'person', ['district']),
  ...['north', 'south'].flatMap(area => [
    contact(area, 'health_center', ['district'], { contact: { _id: area === 'north' ? 'aya-person' : 'ben-person' } }),
    contact(`${area}-clinic`, 'clinic', [area, 'district']),
  ]),
  contact('aya-person', 'person', ['north', 'district']),
  contact('ben-person', 'person', ['south', 'district']),
  contact('nia', 'person', ['north-clinic', 'north', 'district'], { patient_id: '10018' }),
  contact('noah', 'person', ['north-clinic', 'north', 'district']),
  contact('sam', 'person', ['south-clinic', 'south', 'district'], { patient_id: '20015' }),
  contact('sue', 'person', ['south-clinic', 'south', 'district']),
];

const settings: Doc = {
  _id: 'settings',
  settings: {
    roles: { chw: { offline: true }, chw_supervisor: { offline: true }, program_officer: { offline: false } },
    permissions: {
      can_edit: ['chw', 'chw_supervisor', 'program_officer'],
      can_view_contacts: ['chw', 'chw_supervisor', 'program_officer'],
      can_view_reports: ['chw', 'chw_supervisor', 'program_officer'],
      can_create_users: ['program_officer'],
      can_view_users: ['program_officer'],
      can_update_users: ['program_officer'],
      can_delete_users: ['program_officer'],
      can_give_short_codes: ['chw_supervisor'],
      can_have_multiple_places: ['chw_supervisor'],
    },
    replication_depth: [{ role: 'chw_supervisor', depth: 1 }],
  },
};

const form: Doc = {
  _id: 'form:visit',
  type: 'form',
  internalId: 'visit',
  _attachments: { xml: { content_type: 'application/xml', data: Buffer.from('<h:html/>').toString('base64') } },
};

const startDatabase = async (): Promise<{ url: string; close: () => Promise<void> }> => {
  const given = process.env.COUCH_URL?.replace(/\/$/, '');
  if (given) return { url: given, close: async () => undefined };
  const dir = await mkdtemp(join(tmpdir(), 'rounds-api-'));
  const admin = { name: 'admin', password: randomBytes(12).toString('hex') };
  const { startEmbedded } = await import('@rounds/ddocs/embedded/start.ts');
  const server = await startEmbedded({ dir, port: 0, admin });
  const { port } = new URL(server.url);
  return {
    url: `http://${admin.name}:${admin.password}@127.0.0.1:${port}`,
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A village with the api in front of it, on the embedded database or on `COUCH_URL`. */
export const village = async (
  options: {
    docs?: readonly Doc[];
    settings?: object;
    now?: () => number;
    webRoot?: string;
    patience?: number;
    trustProxy?: boolean;
  } = {},
): Promise<Village> => {
  const id = `t${randomBytes(4).toString('hex')}`;
  const database = await startDatabase();
  const databases = databasesOf(`medic-${id}`);
  const couchUrl = database.url;
  await installDatabases(couchUrl, databases);
  const main = couchStore(couchUrl, databases.main);
  const users = couchStore(couchUrl, '_users');

  const put = async (...docs: Doc[]): Promise<void> => {
    const stored = await main.getMany(docs.map(({ _id }) => _id));
    const results = await main.write(
      docs.map((doc, index) => (stored[index]?._rev ? { ...doc, _rev: stored[index]!._rev } : doc)),
    );
    const refused = results.find(({ ok }) => !ok);
    if (refused) throw new Error(JSON.stringify(refused));
  };
  const given = { ...settings, settings: { ...(settings.settings as object), ...options.settings } };
  const first = new Map([given, form, ...people, ...(options.docs ?? [])].map(doc => [doc._id, doc]));
  await put(...first.values());

  const user = (name: string) => `${name}-${id}`;
  const userDocs = [
    { name: 'aya', roles: ['chw'], facility_id: ['north'], contact_id: 'aya-person' },
    { name: 'ben', roles: ['chw'], facility_id: 'south', contact_id: 'ben-person' },
    { name: 'sol', roles: ['chw_supervisor'], facility_id: ['district'], contact_id: 'sol-person' },
    { name: 'olga', roles: ['program_officer', 'mm-online'] },
    { name: 'gil', roles: ['gateway', 'mm-online'] },
    { name: 'ada', roles: ['admin'] },
  ].map(({ name, ...more }) => ({ _id: `org.couchdb.user:${user(name)}`, name: user(name), ...more }));
  await users.write(userDocs.map(doc => ({ ...doc, type: 'user', password })));
  await put(...userDocs.map(doc => ({ ...doc, type: 'user-settings' })));

  const app = await buildServer({
    couchUrl,
    databases,
    log: makeLog('silent'),
    ...(options.now ? { now: options.now } : {}),
    ...(options.patience ? { patience: options.patience } : {}),
    ...(options.trustProxy ? { trustProxy: true } : {}),
    ...(options.webRoot ? { webRoot: options.webRoot } : {}),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const person = (name: string, identity: Record<string, string>): Person => ({
    name,
    cookie: identity.cookie ?? '',
    async ask(path, { method, body, headers } = {}) {
      const json: Record<string, string> =
        body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' };
      const response = await fetch(url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        redirect: 'manual',
        headers: { accept: 'application/json', ...json, ...identity, ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : (JSON.stringify(body) as string) }),
      });
      return { status: response.status, body: parsed(await response.text()), headers: response.headers };
    },
  });
  const stranger = person('nobody', {});
  const login = async (name: string): Promise<Person> => {
    const { status, headers } = await stranger.ask('/medic/login', { body: { user: user(name), password } });
    if (status !== 302) throw new Error(`login of ${name}: ${status}`);
    const cookies = headers.getSetCookie().map(each => each.split(';')[0]);
    return person(user(name), { cookie: cookies.join('; ') });
  };
  const heard = async () => {
    const olga = await login('olga');
    const { body } = await olga.ask('/medic/_changes?since=now');
    const since = encodeURIComponent(body.last_seq);
    const waiting = olga.ask(`/medic/_changes?feed=longpoll&since=${since}&filter=_doc_ids`, {
      body: { doc_ids: ['heard'] },
    });
    await put({ _id: 'heard', type: 'mark', at: randomBytes(4).toString('hex') });
    await waiting;
  };
  const { username, password: secret } = new URL(couchUrl);
  const admin = person(username, { authorization: `Basic ${btoa(`${username}:${decodeURIComponent(secret)}`)}` });

  const close = async () => {
    await app.close();
    const server = couchServer(couchUrl);
    for (const name of await server.databaseNames())
      if (name.startsWith(databases.main)) await server.deleteDatabase(name);
    const docs = await users.range({ from: 'org.couchdb.user:', to: 'org.couchdb.user:\ufff0', limit: 10_000 });
    const mine = docs.filter(({ _id }) => _id.endsWith(`-${id}`));
    await users.write(mine.map(({ _id, _rev }) => ({ _id, _rev: _rev!, _deleted: true })));
    await database.close();
  };
  return {
    url,
    couchUrl,
    databases,
    main,
    sentinel: couchStore(couchUrl, databases.sentinel),
    app,
    user,
    login,
    admin,
    stranger,
    heard,
    put,
    close,
  };
};

/** The document of a login link, whose id is all that it takes to log in. */
export const secretForm = { _id: 'token:login:abc', type: 'token_login', user: 'x' };
