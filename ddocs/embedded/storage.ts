import type { LevelDown } from 'leveldown';
import leveldbAdapter from 'pouchdb-adapter-leveldb';
import PouchDB from 'pouchdb-core';
import type { RevisionTree } from 'pouchdb-merge';
import { forgetOpened, openedAt, syncedLeveldb } from './leveldb.ts';

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
  _attachments?: Record<string, { content_type: string; digest: string; length: number; revpos: number; stub?: boolean }>;
  [field: string]: unknown;
}

/** The order of an id range; texts compare by their UTF-8 bytes, as CouchDB's `_all_docs` does. */
export interface IdRange {
  from?: string;
  to?: string;
  descending?: boolean;
}

/**
 * One database on disk. PouchDB alone writes (it knows what a write means: revision trees, conflicts, attachments); reading goes straight to
 * the leveldb below it, many documents with two look-ups, because PouchDB reads them one by one. Only for the pinned PouchDB 9.0.0, whose
 * layout of leveldb this file knows: `document-store` holds {@link Metadata} by id, `by-sequence` holds {@link Body} by padded sequence.
 */
export interface Storage {
  readonly pouch: PouchDB.Database;
  metadata(ids: readonly string[]): Promise<(Metadata | undefined)[]>;
  /** Bodies as JSON text, by sequence. */
  bodyTexts(seqs: readonly number[]): Promise<(string | undefined)[]>;
  bodies(seqs: readonly number[]): Promise<(Body | undefined)[]>;
  /** Metadata by id, deleted documents too; stops when the consumer does. */
  eachId(range: IdRange): AsyncGenerator<Metadata>;
  /** Stored revisions after `since`, oldest first (or newest first), at most `limit`; superseded ones too. */
  eachSeq(range: { since?: number; descending?: boolean; limit?: number }): AsyncGenerator<{ seq: number; text: string }>;
  attachment(digest: string): Promise<Buffer>;
  local(id: string): Promise<Record<string, unknown> | undefined>;
  eachLocal(): AsyncGenerator<Record<string, unknown>>;
  /** Bytes of the documents on disk, roughly. */
  size(): Promise<number>;
  close(): Promise<void>;
}

const keyOf = (store: string, key: string) => `\xff${store}\xff${key}`;
/** Above every key of the store: the character after the separator U+00FF. */
const endOf = (store: string) => `\xff${store}\u0100`;
const padded = (seq: number) => String(seq).padStart(16, '0');
const READ_AHEAD = 256 * 1024;

/** Opens (or makes) the database in a folder. @throws when another process has it open. */
export async function openStorage(folder: string): Promise<Storage> {
  const pouch = new PouchDB(folder, { adapter: 'leveldb', db: syncedLeveldb } as PouchDB.Configuration.LocalDatabaseConfiguration);
  await pouch.info();
  const level = openedAt(folder);
  const bodyTexts = async (seqs: readonly number[]) =>
    getMany(
      level,
      seqs.map(seq => keyOf('by-sequence', padded(seq))),
    );
  return {
    pouch,
    bodyTexts,
    async metadata(ids) {
      const texts = await getMany(
        level,
        ids.map(id => keyOf('document-store', id)),
      );
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
      for await (const { value } of entries(level, range)) yield JSON.parse(value) as Metadata;
    },
    async *eachSeq({ since = 0, descending, limit = -1 }) {
      const range = { gt: keyOf('by-sequence', padded(since)), lt: endOf('by-sequence'), reverse: descending === true, limit };
      for await (const { key, value } of entries(level, range)) yield { seq: Number(key.slice(-16)), text: value };
    },
    attachment: digest =>
      new Promise((resolve, reject) => {
        level.get(keyOf('attach-binary-store', digest), { asBuffer: true }, (error, value) => {
          if (!error) resolve(value as Buffer);
          else if (/NotFound/i.test(error.message)) resolve(Buffer.alloc(0));
          else reject(error);
        });
      }),
    async local(id) {
      const [text] = await getMany(level, [keyOf('local-store', id)]);
      return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
    },
    async *eachLocal() {
      for await (const { value } of entries(level, { gte: keyOf('local-store', ''), lt: endOf('local-store') })) {
        yield JSON.parse(value) as Record<string, unknown>;
      }
    },
    size: () =>
      new Promise((resolve, reject) => {
        level.approximateSize(keyOf('', ''), endOf('zz'), (error, bytes) => (error ? reject(error) : resolve(bytes)));
      }),
    async close() {
      await pouch.close();
      forgetOpened(folder);
    },
  };
}

function getMany(level: LevelDown, keys: readonly string[]): Promise<(string | undefined)[]> {
  if (!keys.length) return Promise.resolve([]);
  if (keys.length === 1) return getOne(level, keys[0]!);
  return new Promise((resolve, reject) => {
    level.getMany(keys, { asBuffer: false }, (error, values) => (error ? reject(error) : resolve(values)));
  });
}

/** A single key is read twice as fast by itself. */
function getOne(level: LevelDown, key: string): Promise<[string | undefined]> {
  return new Promise((resolve, reject) => {
    level.get(key, { asBuffer: false }, (error, value) => {
      if (!error) resolve([value as string]);
      else if (/NotFound/i.test(error.message)) resolve([undefined]);
      else reject(error);
    });
  });
}

async function* entries(level: LevelDown, range: object): AsyncGenerator<{ key: string; value: string }> {
  const cursor = level.iterator({ ...range, keyAsBuffer: false, valueAsBuffer: false, highWaterMark: READ_AHEAD });
  const next = () =>
    new Promise<{ key: string; value: string } | undefined>((resolve, reject) => {
      cursor.next((error, key, value) => {
        if (error) reject(error);
        else resolve(key === undefined || value === undefined ? undefined : { key, value });
      });
    });
  try {
    for (let entry = await next(); entry; entry = await next()) yield entry;
  } finally {
    await new Promise<void>(resolve => {
      cursor.end(() => resolve());
    });
  }
}
