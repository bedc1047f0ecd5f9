import { newId } from '../documents/bulk.ts';
import { NO_COOKIE } from '../security/sessions.ts';
import { parseViewQuery } from '../views/query.ts';
import { type Answer, type Call, json, type Server } from './call.ts';
import { infoOf } from './database-routes.ts';
import { badRequest, notImplemented, unauthorized } from './error.ts';

/** The CouchDB whose interface this is. */
const VERSION = '3.5.0';
const NODE = 'rounds@127.0.0.1';
const MOST_UUIDS = 1000;

/** `GET /`. */
export const welcome = ({ uuid }: Server): Answer =>
  json({
    couchdb: 'Welcome',
    version: VERSION,
    git_sha: 'embedded',
    uuid,
    features: [],
    vendor: { name: 'Rounds, embedded database' },
  });

/** `GET /_up`. */
export const up = (): Answer => json({ status: 'ok', seeds: {} });

/** `GET /_uuids`. */
export function uuids({ query }: Call): Answer {
  const count = query.count('count') ?? 1;
  if (count > MOST_UUIDS) throw badRequest(`count parameter too large: ${count} > ${MOST_UUIDS}`);
  return json({ uuids: Array.from({ length: count }, newId) }, 200, { 'cache-control': 'no-cache, must-revalidate' });
}

/** `GET /_active_tasks`: indexes and compaction are no tasks of their own here. */
export const activeTasks = (): Answer => json([]);

/** `GET /_membership`: always one node. */
export const membership = (): Answer => json({ all_nodes: [NODE], cluster_nodes: [NODE] });

/**
 * `GET /_node/_local/_config/chttpd_auth/secret`, from which the vault derives its key; no other part of the
 * configuration is there.
 */
export function nodeConfig({ path, server }: Call): Answer {
  const [, node, ...rest] = path;
  if ((node === '_local' || node === NODE) && rest.join('/') === '_config/chttpd_auth/secret')
    return json(server.secret);
  throw notImplemented('_node');
}

/** `GET /_all_dbs`, with the range and paging of a view. */
export function allDatabases(call: Call): Answer {
  return json(namesIn(call));
}

function namesIn({ server, query }: Call): string[] {
  const raw = Object.fromEntries(
    ['startkey', 'endkey', 'start_key', 'end_key'].flatMap(name => (query.has(name) ? [[name, query.json(name)]] : [])),
  );
  const range = parseViewQuery({
    ...raw,
    limit: query.count('limit'),
    skip: query.count('skip'),
    descending: query.flag('descending'),
  });
  const names = server.databases.names();
  if (range.descending) names.reverse();
  const [low, high] = range.descending ? [range.endkey, range.startkey] : [range.startkey, range.endkey];
  const wanted = names.filter(
    name => (typeof low !== 'string' || name >= low) && (typeof high !== 'string' || name <= high),
  );
  return wanted.slice(range.skip, range.skip + range.limit);
}

/** `GET` (all) and `POST` (the named) `/_dbs_info`. */
export async function databasesInfo(call: Call): Promise<Answer> {
  const names = call.method === 'POST' ? (await call.object()).keys : namesIn(call);
  if (!Array.isArray(names)) throw badRequest('`keys` member must exist.');
  const infos = names.map(async key => {
    if (typeof key !== 'string' || !call.server.databases.has(key)) return { key, error: 'not_found' };
    return { key, info: await infoOf(await call.server.databases.get(key)) };
  });
  return json(await Promise.all(infos));
}

/** `/_session`: who am I (GET), log in (POST), log out (DELETE). */
export async function session(call: Call): Promise<Answer> {
  if (call.method === 'DELETE') return json({ ok: true }, 200, { 'set-cookie': NO_COOKIE });
  if (call.method === 'POST') return login(call);
  const { name, roles, authenticated } = call.session;
  const info = { authentication_handlers: ['cookie', 'default'], ...(authenticated ? { authenticated } : {}) };
  return json({ ok: true, userCtx: { name, roles }, info });
}

async function login(call: Call): Promise<Answer> {
  const form = /application\/x-www-form-urlencoded/.test(call.headers['content-type'] ?? '');
  const raw = form
    ? Object.fromEntries(new URLSearchParams((await call.bytes()).toString('utf8')))
    : await call.object();
  const { name = raw.username, password } = raw;
  if (typeof name !== 'string' || typeof password !== 'string')
    throw name === undefined
      ? badRequest('request body must contain a username')
      : unauthorized('Name or password is incorrect.');
  const { user, cookie } = await call.server.sessions.login(name, password);
  return json({ ok: true, name: user.name, roles: user.roles }, 200, { 'set-cookie': cookie });
}
