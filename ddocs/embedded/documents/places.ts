import type { Database } from '../databases/database.ts';
import { mutex } from '../databases/mutex.ts';
import { compareIds } from '../lists/collate.ts';

/** The ids of a database in their order, kept in memory. */
interface Ids {
  /** How many come before one. */
  before(id: string, descending: boolean): Promise<number>;
  forget(): void;
}

const BESIDE = 'ids in order';
/** In a database of more documents the ids are not kept. */
const MOST = 10_000;

/** How many documents come before one of this id; null in a database of many. */
export async function placeOf(db: Database, id: string, descending: boolean): Promise<number | null> {
  const kept = db.beside.get(BESIDE) as Ids | undefined;
  if ((await db.docCount()) > MOST) {
    kept?.forget();
    return null;
  }
  const ids = (db.beside.get(BESIDE) as Ids | undefined) ?? idsOf(db);
  db.beside.set(BESIDE, ids);
  try {
    return await ids.before(id, descending);
  } catch (error) {
    ids.forget();
    throw error;
  }
}

function idsOf(db: Database): Ids {
  const oneAtATime = mutex();
  const written = new Set<string>();
  const unfollow = db.follow(ids => {
    for (const id of ids) written.add(id);
  });
  let sorted: string[] | null = null;
  return {
    before: (id, descending) =>
      oneAtATime(async () => {
        sorted ??= await readIds(db);
        await catchUp(db, sorted, written);
        const at = firstFrom(sorted, id);
        return descending ? sorted.length - at - (sorted[at] === id ? 1 : 0) : at;
      }),
    forget() {
      unfollow();
      db.beside.delete(BESIDE);
    },
  };
}

async function readIds(db: Database): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, deleted } of db.storage.eachId({})) if (!deleted) ids.push(id);
  return ids;
}

/** Reads anew what was written. */
async function catchUp(db: Database, sorted: string[], written: Set<string>): Promise<void> {
  if (!written.size) return;
  const ids = [...written];
  written.clear();
  const metadata = await db.storage.metadata(ids);
  for (const [index, id] of ids.entries()) {
    const at = firstFrom(sorted, id);
    const [has, living] = [sorted[at] === id, metadata[index]?.deleted === false];
    if (has !== living) sorted.splice(at, has ? 1 : 0, ...(living ? [id] : []));
  }
}

/** The position of the first id that is not below another. */
function firstFrom(sorted: readonly string[], id: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIds(sorted[middle]!, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
