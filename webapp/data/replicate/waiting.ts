import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { readLocal, revision, writeLocal } from '../database/local-docs.ts';
import { many, readMany } from '../database/read-many.ts';
import { type Locals, type Revs, writeMany } from '../database/write-many.ts';
import { actOf, actsKept } from './acts.ts';
import { readUndo, type Undoable, withUndo } from './undo.ts';
import type { Waiting } from './waiting-log.ts';

const local = 'waiting';

/** What waits to be sent, and what was refused. */
export const readWaiting = async (db: PouchDB.Database): Promise<Waiting> =>
  (await readLocal<Waiting>(db, local)) ?? { ids: {}, refused: {} };

/** Runs work while no other tab writes to this database. */
const alone = <T>(db: PouchDB.Database, work: () => Promise<T>): Promise<T> =>
  navigator.locks ? (navigator.locks.request(`${db.name}/write`, work) as Promise<T>) : work();

/** As `writeMany` writes, or writes somewhere else. */
type Write = typeof writeMany;

/** How a save goes on: documents written, of how many. */
export type Progress = (done: number, of: number) => void;

/**
 * Writes documents of this device, and in the same transaction that they wait to be sent: neither is ever there without
 * the other.
 * @param options.undo the report of which all these documents are a consequence: until it is sent it can be taken back
 * with them (`undo.ts`)
 * @param options.read documents as they were just read, by id: they are not read again
 * @param options.apart none of them follows from another: to a person each is a change of its own
 * @param options.write writes many at a time. @default `writeMany`
 * @returns the revisions written, by id
 * @throws a conflict (`status` 409) when one of them was changed meanwhile: then nothing is written
 */
export const writeOwn = (
  db: PouchDB.Database,
  docs: readonly Doc[],
  now: number,
  options: {
    undo?: string;
    onProgress?: Progress;
    read?: ReadonlyMap<string, { doc: Doc }>;
    apart?: boolean;
    write?: Write;
  } = {},
): Promise<Revs> =>
  alone(db, async () => {
    const { undo, onProgress, read, apart, write } = options;
    const { ids, refused, offered = {}, acts = {} } = await readWaiting(db);
    const at = ownMoment(ids, now);
    // Whether something is stale is found out when it is written; here it is read for who may want it back.
    const before = undo === undefined ? [] : (asRead(docs, read) ?? (await refuseStale(db, docs, true)));
    for (const { _id } of docs) {
      ids[_id] = at;
      delete refused[_id];
      delete offered[_id];
    }
    const act = actOf(docs, undo, apart);
    const log: Waiting = { ids, refused, offered, acts: act ? { ...acts, [at]: act } : acts };
    const known = undo === undefined ? {} : await readUndo(db);
    const memory: Locals =
      undo === undefined ? {} : { undo: after => withUndo(known, undo, { at, before, after }, ids) };
    return writeAll(db, docs, { ...log, acts: actsKept(log) }, memory, onProgress, write);
  });

/** The moment under which documents wait: of two acts in one millisecond, or of a clock set back, each has its own. */
const ownMoment = (ids: Waiting['ids'], now: number): number => {
  const taken = new Set(Object.values(ids));
  let at = now;
  while (taken.has(at)) at += 1;
  return at;
};

/**
 * Writes documents and the log of what waits in one transaction.
 * @param memory more `_local` documents, made from the revisions written
 */
const writeAll = async (
  db: PouchDB.Database,
  docs: readonly Doc[],
  waiting: Waiting,
  memory: Locals = {},
  onProgress?: Progress,
  write: Write = writeMany,
): Promise<Revs> => {
  if (docs.length >= many) {
    onProgress?.(0, docs.length);
    const locals = { [local]: () => waiting, ...memory };
    const written = await write(db.name, docs, locals, done => onProgress?.(done, docs.length));
    if (written) return written;
  }
  await refuseStale(db, docs, false);
  const log = { _id: `_local/${local}`, ...(await revision(db, local)), ...waiting };
  const rows = await db.bulkDocs([...docs, log] as PouchDB.Core.PutDocument<object>[]);
  const failed = rows.find((row): row is PouchDB.Core.Error => 'error' in row && !!row.error);
  if (failed)
    throw Object.assign(new Error(failed.message ?? 'The phone could not save this'), { status: failed.status });
  const revs = Object.fromEntries(docs.map(({ _id }, at) => [_id, (rows[at] as PouchDB.Core.Response).rev]));
  for (const [id, body] of Object.entries(memory)) await writeLocal(db, id, body(revs));
  return revs;
};

/**
 * Documents as they were read, in place of reading them again; undefined where one of many is not among them, and for
 * few. Whether they were changed since is found out in the transaction that writes them.
 */
const asRead = (docs: readonly Doc[], read: ReadonlyMap<string, { doc: Doc }> | undefined): Doc[] | undefined => {
  if (!read || docs.length < many) return undefined;
  const old = docs.filter(({ _rev }) => _rev);
  const before = old.flatMap(({ _id, _rev }) => {
    const doc = read.get(_id)?.doc;
    return doc && doc._rev === _rev ? [doc] : [];
  });
  return before.length === old.length ? before : undefined;
};

/**
 * IndexedDB would write the others and leave one out; a report without its consequences must not be.
 * @returns the documents as they are stored, where `whole` asks for them
 */
const refuseStale = async (db: PouchDB.Database, docs: readonly Doc[], whole: boolean): Promise<Doc[]> => {
  const ids = docs.map(({ _id }) => _id);
  const quick = ids.length >= many ? await readMany(db.name, ids) : null;
  const stored = quick ? new Map([...quick].map(([id, { doc }]) => [id, doc])) : await readAll(db, ids, whole);
  const odd = docs.filter(({ _id, _rev }) => stored.get(_id)?._rev !== _rev);
  if (odd.length > 0 && !(await areDeletions(db, odd)))
    throw Object.assign(new Error('A document was changed meanwhile'), { status: 409 });
  return [...stored.values()];
};

/** Whether the revisions that some documents are to follow are deletions: what was deleted is brought back. */
const areDeletions = async (db: PouchDB.Database, docs: readonly Doc[]): Promise<boolean> => {
  const { rows } = await db.allDocs({ keys: docs.map(({ _id }) => _id) });
  return rows.every((row, at) => 'value' in row && row.value?.deleted && row.value.rev === docs[at]!._rev);
};

/** Documents as they are stored with their files, or without `whole` just their revisions; those that are not there are missing. */
const readAll = async (db: PouchDB.Database, ids: string[], whole: boolean): Promise<Map<string, Doc>> => {
  const { rows } = await db.allDocs({ keys: ids, include_docs: whole, ...(whole ? { attachments: true } : {}) });
  return new Map(
    rows.flatMap(row => {
      if (!('value' in row) || !row.value || row.value.deleted) return [];
      return [[row.id, (row.doc as unknown as Doc | undefined) ?? { _id: row.id, _rev: row.value.rev }] as const];
    }),
  );
};

/**
 * Takes from those about to be sent what was taken back meanwhile, and notes of the others that they may have reached
 * the server: from now on they cannot be taken back.
 * @param first what is noted with it, of those sent before
 */
export const offer = async (
  db: PouchDB.Database,
  some: readonly [string, number][],
  first: (waiting: Waiting) => Waiting = waiting => waiting,
): Promise<[string, number][]> => {
  let still: [string, number][] = [];
  await changeWaiting(db, before => {
    const log = first(before);
    still = some.filter(([id]) => id in log.ids).map(([id]) => [id, log.ids[id]!]);
    return { ...log, offered: { ...log.offered, ...Object.fromEntries(still.map(([id]) => [id, true as const])) } };
  });
  return still;
};

/**
 * Gives up a report that has not been sent, with all that followed from it: everything is as it was. False when it is
 * too late.
 */
export const takeBack = (db: PouchDB.Database, report: string, now: number): Promise<boolean> =>
  alone(db, async () => {
    const waiting = await readWaiting(db);
    const saved = (await readUndo(db))[report];
    if (!saved || !(await isUntouched(db, saved, waiting))) return false;
    const before = new Map(saved.before.map(doc => [doc._id, doc]));
    const { ids } = waiting;
    const at = ownMoment(ids, now);
    const docs = Object.entries(saved.after).map(([_id, _rev]): Doc => {
      const old = before.get(_id);
      if (old) ids[_id] = at;
      else delete ids[_id];
      return old ? { ...old, _rev } : { _id, _rev, _deleted: true };
    });
    await writeAll(db, docs, waiting);
    return true;
  });

/** Whether {@link takeBack} would succeed now. */
export const canTakeBack = async (db: PouchDB.Database, report: string): Promise<boolean> => {
  const saved = (await readUndo(db))[report];
  return !!saved && isUntouched(db, saved, await readWaiting(db));
};

/** Whether nothing of what was saved has been offered to the server or changed since. */
const isUntouched = async (
  db: PouchDB.Database,
  { at, after }: Undoable,
  { ids, offered = {} }: Waiting,
): Promise<boolean> => {
  const written = Object.keys(after);
  if (written.some(id => ids[id] !== at || offered[id])) return false;
  const quick = written.length >= many ? await readMany(db.name, written) : null;
  if (quick) return written.every(id => quick.get(id)?.doc._rev === after[id]);
  const { rows } = await db.allDocs({ keys: written });
  return rows.every(row => 'value' in row && row.value?.rev === after[row.id]);
};

/** Changes the log of what waits, alone. @returns the log as it is then */
export const changeWaiting = (db: PouchDB.Database, change: (waiting: Waiting) => Waiting): Promise<Waiting> =>
  alone(db, async () => {
    const next = change(await readWaiting(db));
    await db.bulkDocs([
      { _id: `_local/${local}`, ...(await revision(db, local)), ...next },
    ] as PouchDB.Core.PutDocument<object>[]);
    return next;
  });

/**
 * Runs work that must not take away what a person writes meanwhile: it is told what waits or was refused, and nothing
 * is written beside it.
 */
export const besideWriting = <T>(db: PouchDB.Database, work: (kept: ReadonlySet<string>) => Promise<T>): Promise<T> =>
  alone(db, async () => {
    const { ids, refused } = await readWaiting(db);
    return work(new Set([...Object.keys(ids), ...Object.keys(refused)]));
  });
