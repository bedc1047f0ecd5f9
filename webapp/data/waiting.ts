import type { Doc } from '@rounds/ddocs/doc.ts';
import { readLocal, revision } from './local.ts';

/** A change that the server did not accept. */
export interface Refusal {
  id: string;
  /** Revision refused; a later one of the same document is offered again. */
  rev: string;
  /** `forbidden`, or another error of the server. */
  error: string;
  /** Why, in the server's words. */
  reason: string;
  /** When, in ms. */
  at: number;
}

/** What this device wrote and the server does not have: `_local/waiting`. */
export interface Waiting {
  /** Ids with the time they were written, in ms. */
  ids: Record<string, number>;
  refused: Record<string, Refusal>;
}

const local = 'waiting';
const none: Waiting = { ids: {}, refused: {} };

/** What waits to be sent, and what was refused. */
export const readWaiting = async (db: PouchDB.Database): Promise<Waiting> => (await readLocal<Waiting>(db, local)) ?? none;

/** Runs work while no other tab writes to this database. */
const alone = <T>(db: PouchDB.Database, work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request(`${db.name}/write`, work) as Promise<T>) : work();

/**
 * Writes documents of this device, and in the same transaction that they wait to be sent: neither is ever there without the other.
 * @throws a conflict (`status` 409) when one of them was changed meanwhile: then nothing is written
 */
export const writeOwn = (db: PouchDB.Database, docs: readonly Doc[], now: number): Promise<void> =>
  alone(db, async () => {
    const { ids, refused } = await readWaiting(db);
    await refuseStale(db, docs);
    for (const { _id } of docs) {
      ids[_id] = now;
      delete refused[_id];
    }
    const log = { _id: `_local/${local}`, ...(await revision(db, local)), ids, refused };
    const rows = (await db.bulkDocs([...docs, log] as PouchDB.Core.PutDocument<object>[])) as PouchDB.Core.Error[];
    const failed = rows.find(row => row?.error);
    if (failed) throw Object.assign(new Error(failed.message ?? 'The phone could not save this'), { status: failed.status });
  });

/** IndexedDB would write the others and leave one out; a report without its consequences must not be. */
const refuseStale = async (db: PouchDB.Database, docs: readonly Doc[]): Promise<void> => {
  const { rows } = await db.allDocs({ keys: docs.map(({ _id }) => _id) });
  const stale = rows.some((row, at) => {
    const stored = 'value' in row && row.value && !row.value.deleted ? row.value.rev : undefined;
    return stored !== docs[at]?._rev && !(stored === undefined && docs[at]?._rev === undefined);
  });
  if (stale) throw Object.assign(new Error('A document was changed meanwhile'), { status: 409 });
};

/** Changes the log of what waits, alone. */
export const changeWaiting = (db: PouchDB.Database, change: (waiting: Waiting) => Waiting): Promise<Waiting> =>
  alone(db, async () => {
    const next = change(await readWaiting(db));
    await db.bulkDocs([{ _id: `_local/${local}`, ...(await revision(db, local)), ...next }] as PouchDB.Core.PutDocument<object>[]);
    return next;
  });
