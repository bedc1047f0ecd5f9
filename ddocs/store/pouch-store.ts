import type {} from 'pouchdb-core';
import type { Doc } from '../documents/doc.ts';
import { isNoId } from './no-id.ts';
import { ask, statusOfRefusal } from './pouch-ask.ts';
import { pouchChanges } from './pouch-changes.ts';
import { type Everything, followIndex } from './pouch-index.ts';
import type { QueryOptions, RangeOptions, ReadOptions, Store, ViewName, ViewRow, WriteResult } from './store.ts';
import type { ViewMaps } from './view-index.ts';

/**
 * The Store port over PouchDB: the phone's database, and tests. Views are answered from memory (`view-index.ts`),
 * brought up to date with the changes before each answer.
 *
 * @param maps from `view-maps.ts` in Node, from the module that `viewModule` of `view-files.ts` writes in a browser.
 * @param options.everything all documents (with `_conflicts`) for the first fill of the index and the `update_seq` read
 * before
 *   them, for a caller who reads them all anyway. Default: read from the database at the first query.
 */
export const pouchStore = (db: PouchDB.Database, maps: ViewMaps, options: { everything?: Everything } = {}): Store => {
  const index = followIndex(db, maps, options.everything);

  const getMany = async <T extends Doc>(ids: readonly string[], read: ReadOptions = {}): Promise<(T | null)[]> => {
    if (ids.length === 0) return [];
    const { conflicts = false, attachments = false } = read;
    const keys = ids.filter(id => !isNoId(id));
    const { rows } = await ask(db.allDocs({ keys, include_docs: true, conflicts, attachments }));
    const docs = rows.map(row => ('doc' in row && row.doc && !row.value.deleted ? (row.doc as unknown as T) : null));
    return keys.length === ids.length ? docs : ids.map(id => (isNoId(id) ? null : docs[keys.indexOf(id)]!));
  };

  const write: Store['write'] = async (docs, { newEdits = true } = {}) => {
    if (docs.length === 0) return [];
    const rows = await ask<BulkRow[]>(
      db.bulkDocs([...docs] as PouchDB.Core.PutDocument<object>[], { new_edits: newEdits }),
    );
    return newEdits ? rows.map((row, at) => result(row, docs[at]!._id)) : replicated(docs, rows);
  };

  return {
    name: db.name,
    getMany,
    get: async <T extends Doc>(id: string, { revisions = false, quorum: _, ...read }: ReadOptions = {}) =>
      isNoId(id) ? null : ((await found(db.get(id, { ...read, revs: revisions }))) as T | null),
    write,
    writeAlone: async doc => (await write([doc]))[0]!,
    query: async <V, T extends Doc>(view: ViewName, query: QueryOptions) => {
      const rows = (await index()).query(view, query) as ViewRow<V, T>[];
      if (!query.docs) return rows;
      const docs = await getMany<T>(rows.map(({ id }) => id));
      return rows.map((row, at) => ({ ...row, doc: docs[at] ?? null }));
    },
    count: async (view, { startKey, endKey } = {}) => {
      const range = { ...(startKey === undefined ? {} : { startKey }), ...(endKey === undefined ? {} : { endKey }) };
      const rows = (await index()).query(view, { ...range, limit: Number.POSITIVE_INFINITY });
      const end = JSON.stringify(endKey);
      return rows.filter(({ key }) => JSON.stringify(key) !== end).length;
    },
    range: async <T extends Doc>({ from, to, limit, after = false }: RangeOptions) => {
      if (limit <= 0 || from > to) return [];
      const { rows } = await ask(
        db.allDocs({ startkey: from, endkey: to, include_docs: true, limit: after ? limit + 1 : limit }),
      );
      const docs = rows.map(({ doc }) => doc as unknown as T);
      return (after ? docs.filter(({ _id }) => _id !== from) : docs).slice(0, limit);
    },
    changes: page => pouchChanges(db, page),
    getLocal: async <T extends object>(id: string) => {
      const doc = await found(db.get(`_local/${id}`));
      if (!doc) return null;
      const { _id, _rev, ...body } = doc;
      return body as T;
    },
    putLocal: async (id, body) => {
      for (;;) {
        const _id = `_local/${id}`;
        const stored = await found(db.get(_id));
        try {
          await ask(db.put({ ...body, _id, ...(stored ? { _rev: stored._rev } : {}) }));
          return;
        } catch (error) {
          if (statusOfRefusal(error) !== 409) throw error;
        }
      }
    },
    info: async () => {
      const { doc_count: docCount, update_seq } = await ask(db.info());
      return { name: db.name, docCount, seq: String(update_seq) };
    },
  };
};

/** A row of an answer of `bulkDocs`. */
interface BulkRow {
  id?: string;
  ok?: boolean;
  rev?: string;
  name?: string;
  message?: string;
  reason?: string;
}

const found = async (answer: Promise<unknown>): Promise<Doc | null> => {
  try {
    return (await ask(answer)) as Doc;
  } catch (error) {
    if (statusOfRefusal(error) === 404) return null;
    throw error;
  }
};

const result = (row: BulkRow, id: string): WriteResult =>
  row.ok && row.rev
    ? { id, ok: true, rev: row.rev }
    : {
        id,
        ok: false,
        error: row.name ?? 'unknown',
        reason: row.reason ?? row.message ?? 'The database gave no reason',
      };

/** Answers for revisions stored as given: PouchDB, like CouchDB, speaks of those only that it refused. */
const replicated = (docs: readonly Doc[], refused: readonly BulkRow[]): WriteResult[] =>
  docs.map(({ _id: id, _rev: rev = '' }) => {
    const refusal = refused.find(row => row.id === id && (row.rev === undefined || row.rev === rev));
    return refusal ? result(refusal, id) : { id, ok: true, rev };
  });
