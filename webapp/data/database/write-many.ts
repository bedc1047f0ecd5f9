import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { rowsOf } from './read-many.ts';
import { type Next, nextOf } from './revision-tree.ts';
import { countDocs, notify, openStoresIfKept, putLocal, written } from './stores.ts';

/** The revisions written, by id. */
export type Revs = Record<string, string>;

/** What is written besides documents: `_local` documents by their id, made from the revisions that are written. */
export type Locals = Record<string, (revs: Revs) => object>;

/**
 * Writes documents and `_local` documents straight into PouchDB's stores, all or nothing, and tells PouchDB of it.
 * @param onProgress is told how many documents are written
 * @returns the revisions; null when PouchDB has to do it, and nothing is written
 * @throws a conflict (`status` 409) when one of them was changed meanwhile: then nothing is written
 */
export const writeMany = async (
  database: string,
  docs: readonly Doc[],
  locals: Locals,
  onProgress: (done: number) => void = () => undefined,
): Promise<Revs | null> => {
  if (!docs.every(isSimple)) return null;
  const idb = await openStoresIfKept(database);
  if (!idb) return null;
  const transaction = idb.transaction(['document-store', 'by-sequence', 'meta-store', 'local-store'], 'readwrite');
  const ended = written(transaction);
  ended.catch(() => undefined);
  try {
    const next = await nextRevisions(transaction.objectStore('document-store'), docs);
    if (!next) return null;
    const revs = Object.fromEntries(next.map(({ id, rev }) => [id, rev]));
    await countDocs(transaction, next.filter(({ before }) => !before).length - next.filter(({ gone }) => gone).length);
    for (const [id, body] of Object.entries(locals)) await putLocal(transaction, id, body(revs));
    putDocs(transaction, next, onProgress);
    await ended;
    notify(database);
    return revs;
  } catch (error) {
    // Otherwise the documents that were put before would be written all the same.
    abort(transaction);
    throw error;
  } finally {
    idb.close();
  }
};

/**
 * The next revision of each document; null when one of them is for PouchDB to write.
 * @throws a conflict (`status` 409) when one of them was changed meanwhile
 */
const nextRevisions = async (documents: IDBObjectStore, docs: readonly Doc[]): Promise<Next[] | null> => {
  const ids = docs.map(({ _id }) => _id);
  const rows = new Map((await rowsOf(documents, ids)).map(row => [row.id, row]));
  const stale = docs.some(({ _id, _rev }) => {
    const row = rows.get(_id);
    return row?.deletedOrLocal === '0' ? row.winningRev !== _rev : _rev !== undefined && row?.winningRev !== _rev;
  });
  if (stale) throw Object.assign(new Error('A document was changed meanwhile'), { status: 409 });
  const next = docs.map(doc => nextOf(doc, rows.get(doc._id))).filter(each => each !== null);
  return next.length < docs.length ? null : next;
};

const putDocs = (transaction: IDBTransaction, docs: readonly Next[], onProgress: (done: number) => void): void => {
  const documents = transaction.objectStore('document-store');
  const bySequence = transaction.objectStore('by-sequence');
  let done = 0;
  for (const { id, rev, body, before, tree, gone } of docs) {
    if (before) bySequence.delete(before.seq);
    const added = bySequence.add({ ...body, _doc_id_rev: `${id}::${rev}` });
    added.onsuccess = () => {
      const seq = added.result as number;
      const data = JSON.stringify({ id, rev, rev_tree: tree, seq });
      documents.put({ id, seq, winningRev: rev, deletedOrLocal: gone ? '1' : '0', data });
      done++;
      if (done % 250 === 0) onProgress(done);
    };
  }
};

/** Ends a transaction with nothing written; one that has ended already is left. */
const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort();
  } catch {
    // It ended by itself.
  }
};

/** Whether a document has nothing that PouchDB keeps elsewhere. */
const isSimple = (doc: Doc): boolean =>
  Object.keys(doc).every(key => !key.startsWith('_') || ['_id', '_rev', '_deleted'].includes(key));
