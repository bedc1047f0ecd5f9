import type { LevelDown } from 'leveldown';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import PouchDB from 'pouchdb-core';
import type { RevisionTree } from 'pouchdb-merge';
import { forgetOpened, openedAt, syncedLeveldb } from './leveldb.ts';
import { levelReader } from './reader.ts';

PouchDB.plugin(leveldbAdapter);

/** What PouchDB keeps of a document beside its bodies. */
export interface Metadata {
  id: string;
  /** The newest change of the document. */
  seq: number;
  rev_tree: RevisionTree;
  /** Where the body of each stored revision is. */
  rev_map: Record<string, number>;
  winningRev: string;
  deleted: boolean;
}

/** A stored revision: the fields of the document with `_id`, `_rev`, `_deleted` and the stubs of its attachments. */
export interface Body {
  _id: string;
  _rev: string;
  _deleted?: boolean;
  _attachments?: Record<
    string,
    { content_type: string; digest: string; length: number; revpos: number; stub?: boolean }
  >;
  [field: string]: unknown;
}

/** The order of an id range; texts compare by their UTF-8 bytes, as CouchDB's `_all_docs` does. */
export interface IdRange {
  from?: string;
  to?: string;
  descending?: boolean;
}

/**
 * One database on disk. PouchDB alone writes (it knows what a write means: revision trees, conflicts, attachments);
 * reading goes straight to the leveldb below it, many documents with two look-ups, because PouchDB reads them one by
 * one. Only for the pinned PouchDB 9.0.0, whose layout of leveldb this file knows: `document-store` holds
 * {@link Metadata} by id, `by-sequence` holds {@link Body} by padded sequence.
 */
export interface Storage {
  readonly pouch: PouchDB.Database;
  metadata(ids: readonly string[]): Promise<(Metadata | undefined)[]>;
  /** Bodies as JSON text, by sequence. */
  bodyTexts(seqs: readonly number[]): Promise<(string | undefined)[]>;
  bodies(seqs: readonly number[]): Promise<(Body | undefined)[]>;
  /** Metadata by id, deleted documents too; stops when the consumer does. */
  eachId(range: IdRange): AsyncGenerator<Metadata>;
  /**
   * Stored revisions after `since` and before `before`, oldest first (or newest first), at most `limit`; superseded
   * ones too.
   */
  eachSeq(range: {
    since?: number;
    before?: number | undefined;
    descending?: boolean;
    limit?: number;
  }): AsyncGenerator<{ seq: number; text: string }>;
  attachment(digest: string): Promise<Buffer>;
  /** The revisions that have an attachment, as `<id>@<revision>`; undefined for one that is not there. */
  attachmentUsers(digest: string): Promise<Record<string, true> | undefined>;
  local(id: string): Promise<Record<string, unknown> | undefined>;
  eachLocal(): AsyncGenerator<Record<string, unknown>>;
  /** The newest sequence. */
  seq(): Promise<number>;
  docCount(): Promise<number>;
  /** How many times revisions of a document were erased. */
  eraseCount(): number;
  /**
   * Changes entries in one write, behind the back of PouchDB: only while nobody else writes.
   * @param counts how many documents this concerns, and how many of them there are no more
   */
  erase(changes: readonly Change[], counts: { documents: number; living: number }): Promise<void>;
  /** Writes a deletion for each of these keys under which there is nothing. Only while nobody else writes. */
  deleteAgain(keys: readonly string[]): Promise<void>;
  /** Writes the files anew in which entries between two keys are, or were; all of them by default. */
  squeeze(from?: string, to?: string): Promise<void>;
  /** Bytes of the documents on disk, roughly. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/** A change of an entry of the storage. */
export type Change = { type: 'put'; key: string; value: string } | { type: 'del'; key: string };

/** The key of an entry of one of the stores that PouchDB divides its leveldb into. */
export const keyOf = (store: string, key: string) => `\xff${store}\xff${key}`;
/** Below every key of every store. */
const BEGINNING = '\xff';
/** Above every key of the store: the character after the separator U+00FF. */
const endOf = (store: string) => `\xff${store}\u0100`;
/** A sequence as it is in a key. */
export const padded = (seq: number) => String(seq).padStart(16, '0');

/**
 * A number that may change while the database is open. PouchDB is handed it as its option `revs_limit`, copies only
 * plain objects, and does nothing but compute with it.
 */
class Limit {
  readonly valueOf: () => number;
  constructor(now: () => number) {
    this.valueOf = now;
  }
}

/** How much was erased: PouchDB counts documents by itself and knows nothing of it. */
interface Erased {
  times: number;
  /** Documents that PouchDB still counts. */
  living: number;
}

const ERASED = keyOf('meta-store', '_local_rounds_erased');

/**
 * Opens (or makes) the database in a folder.
 * @param revsLimit generations of a document's history that are kept from now on
 * @throws when another process has it open
 */
export async function openStorage(folder: string, revsLimit: () => number = () => 1000): Promise<Storage> {
  const pouch = new PouchDB(folder, {
    adapter: 'leveldb',
    db: syncedLeveldb,
    revs_limit: new Limit(revsLimit),
  } as unknown as PouchDB.Configuration.LocalDatabaseConfiguration);
  await pouch.info();
  const level = openedAt(folder);
  const reader = levelReader(level);
  const [known] = await reader.texts([ERASED]);
  let erased: Erased = known === undefined ? { times: 0, living: 0 } : JSON.parse(known);
  const bodyTexts = async (seqs: readonly number[]) => reader.texts(seqs.map(seq => keyOf('by-sequence', padded(seq))));
  return {
    pouch,
    bodyTexts,
    async metadata(ids) {
      const texts = await reader.texts(ids.map(id => keyOf('document-store', id)));
      return texts.map(text => (text === undefined ? undefined : (JSON.parse(text) as Metadata)));
    },
    async bodies(seqs) {
      const texts = await bodyTexts(seqs);
      return texts.map(text => (text === undefined ? undefined : (JSON.parse(text) as Body)));
    },
    async *eachId({ from, to, descending }) {
      const [low, high] = descending ? [to, from] : [from, to];
      const range = {
        gte: low === undefined ? keyOf('document-store', '') : keyOf('document-store', low),
        ...(high === undefined ? { lt: endOf('document-store') } : { lte: keyOf('document-store', high) }),
        reverse: descending === true,
      };
      for await (const { value } of reader.entries(range)) yield JSON.parse(value) as Metadata;
    },
    async *eachSeq({ since = 0, before, descending, limit = -1 }) {
      const end = before === undefined ? endOf('by-sequence') : keyOf('by-sequence', padded(before));
      const range = { gt: keyOf('by-sequence', padded(since)), lt: end, reverse: descending === true, limit };
      for await (const { key, value } of reader.entries(range)) yield { seq: Number(key.slice(-16)), text: value };
    },
    // an empty attachment has no entry
    attachment: async digest => (await reader.bytes(keyOf('attach-binary-store', digest))) ?? Buffer.alloc(0),
    async attachmentUsers(digest) {
      const [text] = await reader.texts([keyOf('attach-store', digest)]);
      return text === undefined ? undefined : (JSON.parse(text) as { refs?: Record<string, true> }).refs;
    },
    async local(id) {
      const [text] = await reader.texts([keyOf('local-store', id)]);
      return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
    },
    async *eachLocal() {
      for await (const { value } of reader.entries({ gte: keyOf('local-store', ''), lt: endOf('local-store') })) {
        yield JSON.parse(value) as Record<string, unknown>;
      }
    },
    seq: async () => Number((await pouch.info()).update_seq),
    docCount: async () => (await pouch.info()).doc_count - erased.living,
    eraseCount: () => erased.times,
    async erase(changes, { documents, living }) {
      const after = { times: erased.times + documents, living: erased.living + living };
      await batch(level, [...changes, { type: 'put', key: ERASED, value: JSON.stringify(after) }]);
      erased = after;
    },
    async deleteAgain(keys) {
      const there = await reader.texts(keys);
      const absent = keys.filter((_, at) => there[at] === undefined);
      await batch(
        level,
        absent.map(key => ({ type: 'del', key })),
      );
    },
    squeeze: (from = BEGINNING, to = endOf('zz')) => reader.squeeze(from, to),
    size: () => reader.size(BEGINNING, endOf('zz')),
    async close() {
      await reader.close();
      await pouch.close();
      forgetOpened(folder);
    },
  };
}

const batch = (level: LevelDown, changes: readonly Change[]) =>
  new Promise<void>((resolve, reject) => {
    level.batch(changes, { sync: true }, error => (error ? reject(error) : resolve()));
  });

/** The winning revision of a document as it is stored; null where there is none, or it is deleted. */
export async function winnerOf(storage: Storage, id: string): Promise<Body | null> {
  const [metadata] = await storage.metadata([id]);
  if (!metadata || metadata.deleted) return null;
  const [body] = await storage.bodies([metadata.rev_map[metadata.winningRev] ?? 0]);
  return body ?? null;
}
