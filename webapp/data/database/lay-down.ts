import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { treeOf } from './revision-tree.ts';
import { countDocs, openStores, putLocal, request, written } from './stores.ts';

/**
 * Writes new documents, and a `_local` document with them, straight into PouchDB's stores: two puts a document, where
 * `bulkDocs` reads each before and waits for each between. That halves the first fill of a slow phone. All is written
 * or nothing. Works in a worker too.
 * @param database name of a PouchDB database that is there
 * @throws when one of the documents is there already
 */
export const layDown = async (
  database: string,
  docs: readonly Doc[],
  local: { id: string; body: object },
): Promise<void> => {
  const idb = await openStores(database);
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence', 'meta-store', 'local-store'], 'readwrite');
    const ended = written(transaction);
    const [bySequence, documents] = [transaction.objectStore('by-sequence'), transaction.objectStore('document-store')];
    const [last] = await Promise.all([
      request(bySequence.openKeyCursor(null, 'prev')),
      countDocs(transaction, docs.length),
      putLocal(transaction, local.id, local.body),
    ]);
    let seq = Number(last?.key ?? 0);
    for (const { _id: id, _rev: rev = '', ...body } of docs) {
      seq++;
      bySequence.add({ ...body, _doc_id_rev: `${id}::${rev}` }, seq);
      const data = JSON.stringify({ id, rev, rev_tree: treeOf(rev), seq });
      documents.add({ id, seq, winningRev: rev, deletedOrLocal: '0', data });
    }
    await ended;
  } finally {
    idb.close();
  }
};

/** Whether a document can be laid down: alive, and with nothing that PouchDB keeps elsewhere. */
export const isPlain = (doc: Doc): boolean =>
  Object.keys(doc).every(key => !key.startsWith('_') || key === '_id' || key === '_rev');
