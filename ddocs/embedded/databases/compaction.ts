import { setTimeout } from 'node:timers/promises';
import type { Database } from './database.ts';
import { leavesOf } from './revisions.ts';
import { keyOf, type Metadata, padded } from './storage.ts';

/** Told of what went wrong. */
type Log = (message: string, error: unknown) => void;

/** The part of PouchDB that drops the bodies of named revisions, and the attachments that nobody has any more. */
interface Compacting {
  _doCompaction(id: string, revs: string[], options: object, callback: (error?: unknown) => void): void;
}

/** How far a database was when it was compacted last. */
interface Progress {
  running: boolean;
  /** Revisions written, less documents made: about what there is to drop. */
  superseded: number;
  /** Documents written since that was looked at. */
  written: number;
}

const KEY = 'compaction';
/** Fewer superseded revisions than this, or than there are documents, are left where they are. */
const WORTH_IT = 2000;
const LOOK_EVERY = 500;
const AT_ONCE = 1000;
/**
 * Milliseconds for readers that learned of a revision just before it was superseded, and are about to read its body.
 */
const GRACE = 500;

const progressOf = (db: Database): Progress => {
  const known = db.beside.get(KEY) as Progress | undefined;
  const progress = known ?? { running: false, superseded: 0, written: 0 };
  if (!known) db.beside.set(KEY, progress);
  return progress;
};

/** Whether old bodies are being dropped. */
export const isCompacting = (db: Database): boolean => progressOf(db).running;

/**
 * Drops the bodies of all revisions that are no leaves. One document after the other, each a write of its own, so that
 * other writers wait for a single document at most (PouchDB's own `compact()` lines up all of them before the next
 * write).
 */
export async function compact(db: Database, log: Log): Promise<void> {
  const progress = progressOf(db);
  if (progress.running) return;
  progress.running = true;
  try {
    progress.superseded = await supersededNow(db);
    let found: { id: string; revs: string[] }[] = [];
    const dropped: string[] = [];
    for await (const metadata of db.storage.eachId({})) {
      const revs = oldRevisions(metadata);
      if (revs.length) found.push({ id: metadata.id, revs });
      for (const rev of revs) dropped.push(keyOf('by-sequence', padded(metadata.rev_map[rev]!)));
      if (found.length < AT_ONCE) continue;
      await dropAll(db, found);
      found = [];
    }
    await dropAll(db, found);
    if (db.isClosed()) return;
    await db.storage.squeeze();
    // leveldb writes a file anew only where a newer one says something about the same keys: so they are deleted once more.
    for (let at = 0; at < dropped.length && !db.isClosed(); at += AT_ONCE)
      await db.locked(() => db.storage.deleteAgain(dropped.slice(at, at + AT_ONCE)));
    if (dropped.length && !db.isClosed()) await db.storage.squeeze();
  } catch (error) {
    if (!db.isClosed()) log(`compacting ${db.name}`, error);
  } finally {
    progress.running = false;
  }
}

/** Compacts by itself when there is more to drop than to keep, as CouchDB does. To be told of every write. */
export async function compactWhenDue(db: Database, written: number, log: Log): Promise<void> {
  const progress = progressOf(db);
  progress.written += written;
  if (progress.running || progress.written < LOOK_EVERY || db.isClosed()) return;
  progress.written = 0;
  try {
    const [superseded, docs] = [await supersededNow(db), await db.docCount()];
    if (superseded - progress.superseded > Math.max(WORTH_IT, docs)) await compact(db, log);
  } catch (error) {
    if (!db.isClosed()) log(`compacting ${db.name}`, error);
  }
}

function oldRevisions(metadata: Metadata): string[] {
  const kept = new Set(leavesOf(metadata).map(({ rev }) => rev));
  return Object.keys(metadata.rev_map).filter(rev => !kept.has(rev));
}

async function dropAll(db: Database, found: readonly { id: string; revs: string[] }[]): Promise<void> {
  if (!found.length) return;
  await setTimeout(GRACE, undefined, { ref: false });
  for (const { id, revs } of found) {
    if (db.isClosed()) return;
    await dropBodies(db, id, revs);
  }
}

const supersededNow = async (db: Database) => (await db.seq()) - (await db.docCount());

const dropBodies = (db: Database, id: string, revs: string[]) =>
  db.locked(
    () =>
      new Promise<void>((resolve, reject) => {
        (db.storage.pouch as unknown as Compacting)._doCompaction(id, revs, {}, error =>
          error ? reject(error) : resolve(),
        );
      }),
  );
