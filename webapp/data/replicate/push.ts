import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { many, readMany } from '../database/read-many.ts';
import { actsKept, countActs, mainOf } from './acts.ts';
import { eraseHere, isErased } from './erased.ts';
import { changeWaiting, offer, readWaiting } from './waiting.ts';
import type { Refusal, Waiting } from './waiting-log.ts';

/** Documents sent in one request; halved when the server finds them too large. */
const batch = 500;

/** What a push did. */
export interface Pushed {
  sent: number;
  refused: Refusal[];
}

/**
 * Sends what waits, as CouchDB's replication does (`_bulk_docs` with whole revision histories and `new_edits: false`),
 * so that sending twice changes nothing. Weighed: PouchDB's own `replicate.to`, which walks every local change, also
 * those that came from the server, and offers each to the server again; this sends what the device wrote and nothing
 * else.
 *
 * @param post sends a body to `/medic/<path>` and throws when the server cannot be reached or the session has ended
 * @param onProgress is told before each batch of how many acts something still waits
 */
export const push = async (
  db: PouchDB.Database,
  post: Post,
  now: () => number,
  onProgress: (waiting: number) => void = () => undefined,
): Promise<Pushed> => {
  const before = await readWaiting(db);
  const { ids, acts } = before;
  const pushed: Pushed = { sent: 0, refused: [] };
  const queue = await contactsFirst(
    db,
    Object.entries(ids).sort(([, a], [, b]) => a - b),
  );
  const offeredTwice = new Set<string>();
  // The batch that was sent is noted together with the next one: the log of a large mute is large.
  let settled = (log: Waiting): Waiting => log;
  try {
    for (let at = 0, size = batch; at < queue.length; ) {
      const asked = queue.slice(at, at + size);
      const some = await offer(db, asked, settled);
      settled = log => log;
      onProgress(countActs({ ids: Object.fromEntries(queue.slice(at)), ...(acts ? { acts } : {}) }));
      const docs = await leaves(
        db,
        some.map(([id]) => id),
      );
      const answer = docs.length > 0 ? await post('_bulk_docs', { docs, new_edits: false }) : { status: 201, rows: [] };
      if (answer.status === 413 && size > 1) {
        size = Math.ceil(size / 2);
        continue;
      }
      const told = refusals(docs, answer, now()).map(each => ({ ...each, act: mainOf(before, each.id) }));
      // Somebody was erased: what this phone has of her goes, and nobody is asked about it.
      await eraseHere(
        db,
        told.filter(isErased).map(({ id }) => id),
      );
      const all = told.filter(each => !isErased(each));
      // What another request brings may allow it: a person comes into the user's scope with a place that names him.
      const early = new Set(
        all.flatMap(({ id, error }) =>
          error === 'forbidden' && queue.length > asked.length && !offeredTwice.has(id) ? [id] : [],
        ),
      );
      const refused = all.filter(({ id }) => !early.has(id));
      const done = some.filter(([id]) => !early.has(id));
      settled = log => settle(log, done, refused);
      pushed.sent += done.length - refused.length;
      pushed.refused.push(...refused);
      for (const entry of some.filter(([id]) => early.has(id))) queue.push(entry);
      for (const id of early) offeredTwice.add(id);
      at += asked.length;
    }
  } finally {
    await changeWaiting(db, settled);
  }
  return pushed;
};

/**
 * Contacts before reports, else as they stand. A report that muted a whole district follows when the server has all
 * that it did here: sent before, the server would mute the same contacts at the same time, and every one of them would
 * be a conflict to mend.
 */
const contactsFirst = async (db: PouchDB.Database, waiting: [string, number][]): Promise<[string, number][]> => {
  if (waiting.length <= batch) return waiting;
  const quick = await readMany(
    db.name,
    waiting.map(([id]) => id),
  );
  const reports = new Set<string>(
    [...(quick ?? [])].flatMap(([id, { doc }]) => (doc.type === 'data_record' ? [id] : [])),
  );
  for (let at = 0; !quick && at < waiting.length; at += batch) {
    const { rows } = await db.allDocs<Doc>({
      keys: waiting.slice(at, at + batch).map(([id]) => id),
      include_docs: true,
    });
    for (const row of rows) if ('doc' in row && row.doc?.type === 'data_record') reports.add(row.doc._id);
  }
  return [...waiting.filter(([id]) => !reports.has(id)), ...waiting.filter(([id]) => reports.has(id))];
};

/** Sends a body to the programme's database. */
export type Post = (path: string, body: unknown) => Promise<{ status: number; rows: readonly Row[] }>;
interface Row {
  id?: string;
  error?: string;
  reason?: string;
}

/** These documents with their histories, deletions included; attachments inline. */
const leaves = async (db: PouchDB.Database, ids: string[]): Promise<Doc[]> => {
  const quick = ids.length >= many ? await readMany(db.name, ids) : null;
  const docs = [...(quick?.values() ?? [])].flatMap(({ doc, revisions }) =>
    revisions ? [{ ...doc, _revisions: revisions }] : [],
  );
  const found = new Set(docs.map(({ _id }) => _id));
  const rest = await leavesOf(
    db,
    ids.filter(id => !found.has(id)),
  );
  return [...docs, ...rest];
};

const leavesOf = async (db: PouchDB.Database, ids: string[]): Promise<Doc[]> => {
  if (ids.length === 0) return [];
  const { rows } = await db.allDocs({ keys: ids });
  const known = rows.flatMap(row => ('value' in row && row.value ? [{ id: row.id, rev: row.value.rev }] : []));
  if (known.length === 0) return [];
  const { results } = await db.bulkGet({
    docs: known,
    revs: true,
    attachments: true,
    binary: false,
  } as PouchDB.Core.BulkGetOptions);
  return results.flatMap(({ docs }) => docs.flatMap(each => ('ok' in each ? [each.ok as unknown as Doc] : [])));
};

const refusals = (
  docs: readonly Doc[],
  { status, rows }: { status: number; rows: readonly Row[] },
  at: number,
): Refusal[] =>
  docs.flatMap(({ _id: id, _rev: rev = '' }) => {
    const row =
      status === 413
        ? { error: 'too_large', reason: 'The server finds this too large' }
        : rows.find(each => each.id === id);
    return row?.error ? [{ id, rev, error: row.error, reason: row.reason ?? row.error, at }] : [];
  });

/** Takes from the log what was sent, unless it was written again meanwhile. */
const settle = (log: Waiting, sent: readonly [string, number][], refused: readonly Refusal[]): Waiting => {
  const ids = { ...log.ids };
  const offered = { ...log.offered };
  for (const [id, at] of sent) {
    if (ids[id] !== at) continue;
    delete ids[id];
    delete offered[id];
  }
  const next = { ...log, ids, offered, refused: { ...log.refused, ...byId(refused) } };
  return log.acts ? { ...next, acts: actsKept(next) } : next;
};

const byId = (refused: readonly Refusal[]): Record<string, Refusal> =>
  Object.fromEntries(refused.map(each => [each.id, each]));
