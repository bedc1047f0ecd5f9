import type { Security } from '../../documents/security.ts';
import { type Mutex, mutex } from './mutex.ts';
import type { Body, Storage } from './storage.ts';

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
  /** Generations of a document's history that are kept. */
  revsLimit(): number;
  setRevsLimit(limit: number): Promise<void>;
  /** The newest sequence. */
  seq(): Promise<number>;
  docCount(): Promise<number>;
  /**
   * Tells the listener after every write which documents were written, and once more, of none, when the database is
   * closed. @returns what ends it
   */
  follow(listener: (ids: readonly string[]) => void): () => void;
  /** To be called after every write. */
  wrote(ids: readonly string[]): void;
  /** Grows with every write since the database was opened. */
  writes(): number;
  /** Documents of which revisions were erased since the database was opened, in order: no feed tells of those. */
  readonly erased: string[];
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

/** What is kept of a database beside its documents. */
export interface Kept {
  security: Security;
  revsLimit: number;
}

/**
 * Makes a database of its storage.
 * @param saved what was kept of it beside the documents, and how to keep it anew
 */
export function database(
  name: string,
  storage: Storage,
  saved: { instance: string; kept: Kept; save(kept: Kept): Promise<void> },
): Database {
  const { follow, tell, forgetAll } = listeners();
  const designs = keptDesigns(storage);
  let { kept } = saved;
  let writes = 0;
  let closed = false;
  const keep = async (change: Partial<Kept>) => {
    const changed = { ...kept, ...change };
    await saved.save(changed);
    kept = changed;
  };
  const self: Database = {
    name,
    instance: saved.instance,
    storage,
    locked: mutex(),
    beside: new Map(),
    erased: [],
    security: () => kept.security,
    setSecurity: security => keep({ security }),
    revsLimit: () => kept.revsLimit,
    setRevsLimit: revsLimit => keep({ revsLimit }),
    seq: storage.seq,
    docCount: storage.docCount,
    follow,
    writes: () => writes,
    wrote(ids) {
      writes += 1;
      for (const id of ids) if (id.startsWith('_design/')) designs.forget();
      tell(ids);
    },
    designs: designs.all,
    design: async id => (await designs.all()).find(({ _id }) => _id === id) ?? null,
    validators: async () =>
      (await designs.all()).flatMap(({ validate_doc_update: text }) => (typeof text === 'string' ? [text] : [])),
    isClosed: () => closed,
    async close() {
      if (closed) return;
      closed = true;
      tell([]);
      forgetAll();
      await self.locked(() => storage.close());
    },
  };
  return self;
}

function listeners(): { follow: Database['follow']; tell(ids: readonly string[]): void; forgetAll(): void } {
  const all = new Set<(ids: readonly string[]) => void>();
  return {
    follow(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell(ids) {
      for (const listener of [...all]) listener(ids);
    },
    forgetAll: () => all.clear(),
  };
}

function keptDesigns(storage: Storage): { all(): Promise<Body[]>; forget(): void } {
  let designs: Promise<Body[]> | null = null;
  return {
    all() {
      designs ??= readDesigns(storage).catch(error => {
        designs = null;
        throw error;
      });
      return designs;
    },
    forget() {
      designs = null;
    },
  };
}

async function readDesigns(storage: Storage): Promise<Body[]> {
  const living: number[] = [];
  for await (const metadata of storage.eachId({ from: '_design/', to: '_design0' })) {
    if (!metadata.deleted) living.push(metadata.rev_map[metadata.winningRev] ?? 0);
  }
  const bodies = await storage.bodies(living);
  return bodies.filter(body => body !== undefined);
}
