import { parseSecurity, requireDatabaseAdmin } from '../databases/access.ts';
import { compact, isCompacting } from '../databases/compaction.ts';
import type { Database } from '../databases/database.ts';
import { deletedCount } from '../databases/deleted-count.ts';
import { sequence } from '../databases/sequence.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import type { Call } from './call.ts';

/** `PUT /db`. */
export async function createDatabase({ server, headers }: Call, name: string): Promise<Answer> {
  await server.databases.create(name);
  const location = `http://${headers.host ?? 'localhost'}/${encodeURIComponent(name)}`;
  return json({ ok: true }, 201, { location });
}

/** `DELETE /db`. */
export async function removeDatabase({ server, query }: Call, name: string): Promise<Answer> {
  if (query.has('rev'))
    throw badRequest(
      'You tried to DELETE a database with a ?rev= parameter. Did you mean to DELETE a document instead?',
    );
  await server.databases.remove(name);
  return json({ ok: true });
}

/** `GET /db`. */
export const databaseInfo = async (db: Database): Promise<Answer> => json(await infoOf(db));

/** What `GET /db` and `/_dbs_info` tell about a database. */
export async function infoOf(db: Database): Promise<Record<string, unknown>> {
  const [seq, doc_count, doc_del_count, size] = await Promise.all([
    db.seq(),
    db.docCount(),
    deletedCount(db),
    db.storage.size(),
  ]);
  return {
    instance_start_time: '0',
    db_name: db.name,
    purge_seq: String(db.storage.eraseCount()),
    update_seq: sequence(db, seq),
    sizes: { file: size, external: size, active: size },
    props: {},
    doc_del_count,
    doc_count,
    disk_format_version: 8,
    compact_running: isCompacting(db),
    cluster: { q: 1, n: 1, w: 1, r: 1 },
  };
}

/** `GET /db/_security`. */
export const getSecurity = (db: Database): Answer => json(db.security());

/** `PUT /db/_security`. */
export async function putSecurity(call: Call, db: Database): Promise<Answer> {
  requireDatabaseAdmin(call.session, db.security());
  await db.setSecurity(parseSecurity(await call.json()));
  return json({ ok: true });
}

/** `/db/_revs_limit`: how many generations of a document's history are kept (GET), and from now on (PUT). */
export async function revsLimit(call: Call, db: Database): Promise<Answer> {
  if (call.method !== 'PUT') return json(db.revsLimit());
  requireDatabaseAdmin(call.session, db.security());
  const limit = await call.json();
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
    throw badRequest('`revs_limit` must be a positive integer');
  await db.setRevsLimit(limit);
  return json({ ok: true });
}

/** `POST /db/_ensure_full_commit`: every write is on disk when it is acknowledged. */
export const ensureFullCommit = (_db: Database): Answer => json({ ok: true, instance_start_time: '0' }, 201);

/** `POST /db/_compact`: drops the bodies of revisions that are no leaves. Answers at once and works on. */
export function startCompaction(call: Call, db: Database): Answer {
  void compact(db, call.server.log);
  return json({ ok: true }, 202);
}
