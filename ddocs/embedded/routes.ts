import { changes } from './changes/changes.ts';
import { databaseUpdatesFeed } from './changes/database-updates.ts';
import { isServerAdmin, requireDatabaseAdmin, requireMember, requireServerAdmin } from './databases/access.ts';
import type { Database } from './databases/database.ts';
import { allDocs, designDocs, localDocs } from './documents/all-docs.ts';
import { bulkDocs, bulkGet, revisionsMissing } from './documents/bulk.ts';
import { oneDocument, postDocument } from './documents/one-document.ts';
import { purge } from './documents/purge.ts';
import type { Answer } from './http/answer.ts';
import { badRequest, forbidden, notAllowed, notFound, notImplemented } from './http/error.ts';
import { explain, find } from './mango/mango.ts';
import { indexRoutes } from './mango/mango-index.ts';
import { replicateNow, scheduler } from './replicator/routes.ts';
import { USERS } from './security/users.ts';
import { allDatabases, databasesInfo } from './server/all-databases.ts';
import type { Call } from './server/call.ts';
import { fauxton } from './server/fauxton.ts';
import { nodeConfig } from './server/node-config.ts';
import {
  createDatabase,
  databaseInfo,
  ensureFullCommit,
  getSecurity,
  putSecurity,
  removeDatabase,
  revsLimit,
  startCompaction,
} from './server/one-database.ts';
import { session } from './server/session.ts';
import { activeTasks, membership, up, uuids, welcome } from './server/welcome.ts';
import { viewCleanup, viewInfo } from './views/maintenance.ts';
import { readView } from './views/views.ts';

type Route = (call: Call) => Promise<Answer | null> | Answer;
type DatabaseRoute = (call: Call, db: Database) => Promise<Answer | null> | Answer;

/** The callers that may use a route of a database. */
type Access = 'member' | 'admin';

const SERVER_ROUTES: Record<string, { methods: string; admin?: true; run: Route }> = {
  _session: { methods: 'GET,HEAD,POST,DELETE', run: session },
  _up: { methods: 'GET,HEAD', run: up },
  _uuids: { methods: 'GET', run: uuids },
  _utils: { methods: 'GET,HEAD', run: fauxton },
  _all_dbs: { methods: 'GET,HEAD', admin: true, run: allDatabases },
  _dbs_info: { methods: 'GET,POST', admin: true, run: databasesInfo },
  _active_tasks: { methods: 'GET', admin: true, run: activeTasks },
  _membership: { methods: 'GET', admin: true, run: membership },
  _node: { methods: 'GET,PUT,POST,DELETE', admin: true, run: nodeConfig },
  _replicate: { methods: 'POST', admin: true, run: replicateNow },
  _scheduler: { methods: 'GET,HEAD', admin: true, run: scheduler },
  _db_updates: { methods: 'GET', admin: true, run: databaseUpdatesFeed },
};

const DATABASE_ROUTES: Record<string, { methods: string; access: Access; run: DatabaseRoute }> = {
  _all_docs: { methods: 'GET,HEAD,POST', access: 'member', run: allDocs },
  _design_docs: { methods: 'GET,HEAD,POST', access: 'member', run: designDocs },
  _local_docs: { methods: 'GET,HEAD,POST', access: 'admin', run: localDocs },
  _bulk_docs: { methods: 'POST', access: 'member', run: bulkDocs },
  _bulk_get: { methods: 'POST', access: 'member', run: bulkGet },
  _revs_diff: { methods: 'POST', access: 'member', run: revisionsMissing },
  _missing_revs: { methods: 'POST', access: 'member', run: revisionsMissing },
  _changes: { methods: 'GET,HEAD,POST', access: 'member', run: changes },
  _security: {
    methods: 'GET,HEAD,PUT',
    access: 'member',
    run: (call, db) => (call.method === 'PUT' ? putSecurity(call, db) : getSecurity(db)),
  },
  _find: { methods: 'POST', access: 'member', run: find },
  _explain: { methods: 'POST', access: 'member', run: explain },
  _index: { methods: 'GET,POST,DELETE', access: 'member', run: indexRoutes },
  _ensure_full_commit: { methods: 'POST', access: 'member', run: (_call, db) => ensureFullCommit(db) },
  _revs_limit: { methods: 'GET,PUT', access: 'member', run: revsLimit },
  _purge: { methods: 'POST', access: 'admin', run: purge },
  _compact: { methods: 'POST', access: 'admin', run: startCompaction },
  _view_cleanup: { methods: 'POST', access: 'admin', run: (_call, db) => viewCleanup(db) },
};

/** Parts of CouchDB that the embedded database leaves out on purpose. See README.md, "What is left out". */
const LEFT_OUT = new Set(['_config', '_stats', '_shards', '_partition']);
/** Routes of `_users` that only administrators may use: all that show more than one's own document. */
const OWN_ONLY = new Set(['_ensure_full_commit', '_security']);

/** Finds the part of the server that answers a request, after the question who may. */
export function route(call: Call): Promise<Answer | null> | Answer | null {
  const [first] = call.path;
  if (first === undefined) return only('GET,HEAD', call, () => welcome(call.server));
  const known = Object.hasOwn(SERVER_ROUTES, first) ? SERVER_ROUTES[first] : undefined;
  if (known) {
    if (known.admin) requireServerAdmin(call.session);
    return only(known.methods, call, () => known.run(call));
  }
  if (LEFT_OUT.has(first)) {
    requireServerAdmin(call.session);
    throw notImplemented(first);
  }
  return databaseRoute(call, first);
}

function only(
  methods: string,
  call: Call,
  run: () => Promise<Answer | null> | Answer,
): Promise<Answer | null> | Answer | null {
  if (!methods.split(',').includes(call.method)) throw notAllowed(methods);
  return run();
}

async function databaseRoute(call: Call, name: string): Promise<Answer | null> {
  const { session: user, server, method, path } = call;
  if (path.length === 1 && method === 'PUT') {
    requireServerAdmin(user);
    return createDatabase(call, name);
  }
  if (path.length === 1 && method === 'DELETE') {
    requireServerAdmin(user);
    return removeDatabase(call, name);
  }
  const db = await server.databases.get(name);
  requireMember(user, db.security());
  const part = path[1];
  if (part === undefined) {
    if (method === 'POST') return postDocument(call, db);
    return only('DELETE,GET,HEAD,POST,PUT', call, async () => databaseInfo(db));
  }
  if (!part.startsWith('_') || /^_(design|local)(\/|$)/.test(part)) return documentRoute(call, db);
  const known = Object.hasOwn(DATABASE_ROUTES, part) ? DATABASE_ROUTES[part] : undefined;
  if (known) {
    if (db.name === USERS && !isServerAdmin(user) && !OWN_ONLY.has(part))
      throw forbidden('You are not a server admin.');
    if (known.access === 'admin') requireDatabaseAdmin(user, db.security());
    return only(known.methods, call, () => known.run(call, db));
  }
  if (LEFT_OUT.has(part)) throw notImplemented(part);
  if (method === 'GET' || method === 'HEAD') throw notFound();
  throw badRequest('Only reserved document ids may start with underscore.', 'illegal_docid');
}

/** `/db/<id>…`, where `_design/x`, `_design%2Fx` and `_local/x` name documents, and `_design/x/_view/y` a view. */
function documentRoute(call: Call, db: Database): Promise<Answer> | Answer {
  const [, first = '', ...rest] = call.path;
  const [id, parts] =
    first === '_design' || first === '_local' ? [`${first}/${rest[0] ?? ''}`, rest.slice(1)] : [first, rest];
  const [part, name = '', more] = parts;
  if (!id.startsWith('_design/') || !part?.startsWith('_')) return oneDocument(call, db, id, parts.join('/'));
  const ddoc = id.slice('_design/'.length);
  if (db.name === USERS && !isServerAdmin(call.session)) throw forbidden('You are not a server admin.');
  if (part === '_view') {
    if (!['GET', 'HEAD', 'POST'].includes(call.method)) throw notAllowed('GET,HEAD,POST');
    if (more !== undefined && (more !== 'queries' || call.method !== 'POST')) throw notFound();
    return readView(call, db, ddoc, name, more === 'queries');
  }
  if (part === '_info') return viewInfo(call, db, ddoc);
  throw notImplemented(part);
}
