import type { Database } from './database.ts';
import type { Body, Metadata, Storage } from './storage.ts';

/** One document that changed: its state now, and the revision that was written at `seq`. */
export interface RawChange {
  seq: number;
  metadata: Metadata;
  /** The winning revision. */
  winner: Body;
  /** The winning revision as JSON text. */
  text: string;
}

/** What {@link changesAfter} read: at most about `limit` changes; `last` is where to go on. */
export interface RawPage {
  changes: RawChange[];
  last: number;
  /** Whether there is nothing after `last`. */
  end: boolean;
}

/**
 * The changes after a sequence, each document once, in order. Reads under the lock of the database: PouchDB's own feed
 * can step over a document that is being written.
 */
export async function changesAfter(db: Database, since: number, limit: number): Promise<RawPage> {
  const recent = db.beside.get(RECENT) as Recent | undefined;
  if (recent?.since === since && recent.limit === limit && recent.writes === db.writes()) return recent.page;
  const page = readChanges(db, since, limit);
  const kept: Recent = { since, limit, writes: db.writes(), page };
  db.beside.set(RECENT, kept);
  try {
    const read = await page;
    if (read.changes.length > FEW) forget(db, kept);
    return read;
  } catch (error) {
    forget(db, kept);
    throw error;
  }
}

const forget = (db: Database, kept: object) => {
  if (db.beside.get(RECENT) === kept) db.beside.delete(RECENT);
};

/** The page read last, until the next write: many live feeds wait for the same change. */
interface Recent {
  since: number;
  limit: number;
  /** How many writes there had been. */
  writes: number;
  page: Promise<RawPage>;
}

const RECENT = 'recent changes';
/** Larger pages are not kept: they belong to one reader who catches up. */
const FEW = 50;

/** A page ends before more characters than these are read: documents may be of 8 MB each. */
const MOST_TEXT = 16_000_000;

interface Entry {
  seq: number;
  body: Body;
  text: string;
}

async function readEntries(
  storage: Storage,
  range: Parameters<Storage['eachSeq']>[0],
): Promise<{ entries: Entry[]; cut: boolean }> {
  const entries: Entry[] = [];
  let characters = 0;
  for await (const { seq, text } of storage.eachSeq(range)) {
    entries.push({ seq, body: JSON.parse(text) as Body, text });
    characters += text.length;
    if (characters > MOST_TEXT) return { entries, cut: true };
  }
  return { entries, cut: false };
}

function readChanges(db: Database, since: number, limit: number): Promise<RawPage> {
  return db.locked(async () => {
    const { entries, cut } = await readEntries(db.storage, { since, limit });
    const changes = await newestOnly(db.storage, entries);
    return { changes, last: entries.at(-1)?.seq ?? since, end: !cut && entries.length < limit };
  });
}

/** The newest changes first, page by page. @param limit revisions that are read for a page */
export async function* changesBackwards(db: Database, limit: number): AsyncGenerator<RawChange[]> {
  let before: number | undefined;
  for (;;) {
    const { entries, cut, changes } = await db.locked(async () => {
      const read = await readEntries(db.storage, { before, descending: true, limit });
      return { ...read, changes: await newestOnly(db.storage, read.entries) };
    });
    yield changes;
    if (!cut && entries.length < limit) return;
    before = entries.at(-1)!.seq;
  }
}

/** Documents as they stand now; null for one that is not there. */
export async function standing({ storage }: Database, ids: readonly string[]): Promise<(RawChange | null)[]> {
  const metadata = await storage.metadata(ids);
  const texts = await storage.bodyTexts(metadata.map(one => (one ? (one.rev_map[one.winningRev] ?? 0) : 0)));
  return metadata.map((one, at) => {
    const text = texts[at];
    return one && text !== undefined ? { seq: one.seq, metadata: one, winner: JSON.parse(text) as Body, text } : null;
  });
}

async function newestOnly(storage: Storage, entries: readonly Entry[]): Promise<RawChange[]> {
  const metadata = await storage.metadata(entries.map(({ body }) => body._id));
  const current = entries.flatMap((entry, index) => {
    const state = metadata[index];
    return state?.seq === entry.seq ? [{ ...entry, metadata: state }] : [];
  });
  const elsewhere = current.filter(({ metadata: state, body }) => state.winningRev !== body._rev);
  const texts = await storage.bodyTexts(elsewhere.map(({ metadata: state }) => state.rev_map[state.winningRev] ?? 0));
  const winners = new Map(elsewhere.map(({ seq }, index) => [seq, texts[index]]));
  return current.map(({ seq, metadata: state, body, text }) => {
    const other = winners.get(seq);
    return other === undefined
      ? { seq, metadata: state, winner: body, text }
      : { seq, metadata: state, winner: JSON.parse(other) as Body, text: other };
  });
}
