import type { Security } from '../security/security.ts';
import { type Mutex, mutex } from './mutex.ts';
import type { Body, Metadata, Storage } from './storage.ts';

/** A database that is open. */
export interface Database {
  readonly name: string;
  /**
   * Marks the sequences of this database: one that was deleted and made again has another, so that old sequences start
   * anew.
   */
  readonly instance: string;
  readonly storage: Storage;
  /**
   * Held by whoever writes, and by whoever reads the feed, which could otherwise step over a document being written.
   */
  readonly locked: Mutex;
  security(): Security;
  setSecurity(security: Security): Promise<void>;
  /** The newest sequence. */
  seq(): Promise<number>;
  docCount(): Promise<number>;
  /** How many documents are deleted. */
  deletedCount(): Promise<number>;
  /** Tells the listener after every write, and once more when the database is closed. @returns what ends it */
  follow(listener: () => void): () => void;
  /** To be called after every write. */
  wrote(ids: Iterable<string>): void;
  /** A design document, or null. */
  design(id: string): Promise<Body | null>;
  /** All design documents. Kept in memory until one is written. */
  designs(): Promise<Body[]>;
  /** The texts of all `validate_doc_update` functions. */
  validators(): Promise<string[]>;
  /** Anything that other parts keep beside the database (its view indexes), by a key of theirs. */
  readonly beside: Map<string, unknown>;
  isClosed(): boolean;
  close(): Promise<void>;
}

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
 * Makes a database of its storage.
 * @param saved what was kept of it beside the documents, and how to keep a new `_security`
 */
export function database(
  name: string,
  storage: Storage,
  saved: { instance: string; security: Security; save(security: Security): Promise<void> },
): Database {
  const listeners = new Set<() => void>();
  const deleted = { ids: new Set<string>(), upTo: 0 };
  let designs: Promise<Body[]> | null = null;
  let { security } = saved;
  let closed = false;
  const seq = async () => Number((await storage.pouch.info()).update_seq);
  const self: Database = {
    name,
    instance: saved.instance,
    storage,
    locked: mutex(),
    beside: new Map(),
    security: () => security,
    async setSecurity(changed) {
      await saved.save(changed);
      security = changed;
    },
    seq,
    docCount: async () => (await storage.pouch.info()).doc_count,
    async deletedCount() {
      const now = await seq();
      if (!deleted.upTo) {
        for await (const metadata of storage.eachId({})) if (metadata.deleted) deleted.ids.add(metadata.id);
        deleted.upTo = now;
      }
      while (deleted.upTo < now) {
        const page = await changesAfter(self, deleted.upTo, 1000);
        for (const { metadata } of page.changes) {
          if (metadata.deleted) deleted.ids.add(metadata.id);
          else deleted.ids.delete(metadata.id);
        }
        deleted.upTo = page.last;
        if (page.end) break;
      }
      return deleted.ids.size;
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wrote(ids) {
      self.beside.delete(RECENT);
      for (const id of ids) if (id.startsWith('_design/')) designs = null;
      for (const listener of [...listeners]) listener();
    },
    async design(id) {
      return (await self.designs()).find(({ _id }) => _id === id) ?? null;
    },
    designs() {
      designs ??= readDesigns(storage).catch(error => {
        designs = null;
        throw error;
      });
      return designs;
    },
    async validators() {
      const all = await self.designs();
      return all.flatMap(({ validate_doc_update: text }) => (typeof text === 'string' ? [text] : []));
    },
    isClosed: () => closed,
    async close() {
      if (closed) return;
      closed = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
      await self.locked(() => storage.close());
    },
  };
  return self;
}

/**
 * The changes after a sequence, each document once, in order. Reads under the lock of the database: PouchDB's own feed
 * can step over a document that is being written (`embedded-couch.md` §4).
 */
export async function changesAfter(db: Database, since: number, limit: number): Promise<RawPage> {
  const recent = db.beside.get(RECENT) as { since: number; limit: number; page: Promise<RawPage> } | undefined;
  if (recent?.since === since && recent.limit === limit) return recent.page;
  const page = readChanges(db, since, limit);
  const kept = { since, limit, page };
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

async function readDesigns(storage: Storage): Promise<Body[]> {
  const living: number[] = [];
  for await (const metadata of storage.eachId({ from: '_design/', to: '_design0' })) {
    if (!metadata.deleted) living.push(metadata.rev_map[metadata.winningRev] ?? 0);
  }
  const bodies = await storage.bodies(living);
  return bodies.filter(body => body !== undefined);
}
