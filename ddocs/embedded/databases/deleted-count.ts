import { changesAfter } from './changed.ts';
import type { Database } from './database.ts';

/** The deleted documents of a database, as far as its changes were read. */
interface Deleted {
  ids: Set<string>;
  upTo: number;
  /** How many of {@link Database.erased} are known. */
  erased: number;
}

const BESIDE = 'deleted';
const PAGE = 1000;

/** How many documents are deleted. The first time all are read, afterwards what changed since. */
export async function deletedCount(db: Database): Promise<number> {
  const now = await db.seq();
  const deleted = (db.beside.get(BESIDE) as Deleted | undefined) ?? (await allDeleted(db, now));
  db.beside.set(BESIDE, deleted);
  while (deleted.upTo < now) {
    const page = await changesAfter(db, deleted.upTo, PAGE);
    for (const { metadata } of page.changes) note(deleted, metadata.id, metadata.deleted);
    deleted.upTo = page.last;
    if (page.end) break;
  }
  const erased = db.erased.slice(deleted.erased);
  deleted.erased += erased.length;
  const left = await db.storage.metadata(erased);
  for (const [at, id] of erased.entries()) note(deleted, id, left[at]?.deleted === true);
  return deleted.ids.size;
}

async function allDeleted(db: Database, upTo: number): Promise<Deleted> {
  const deleted: Deleted = { ids: new Set(), upTo, erased: db.erased.length };
  for await (const { id, deleted: isDeleted } of db.storage.eachId({})) if (isDeleted) deleted.ids.add(id);
  return deleted;
}

const note = ({ ids }: Deleted, id: string, isDeleted: boolean) => {
  if (isDeleted) ids.add(id);
  else ids.delete(id);
};
