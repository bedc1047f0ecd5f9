import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';

/**
 * Writes new documents, and a `_local` document with them, straight into the stores of PouchDB's `idb` adapter (schema
 * 5, pinned with the version): two puts a document, where `bulkDocs` reads each before and waits for each between. That
 * halves the first fill of a slow phone. All is written or nothing. Works in a worker too.
 * @param database name of a PouchDB database that is there
 * @throws when one of the documents is there already
 */
export const layDown = async (
  database: string,
  docs: readonly Doc[],
  local: { id: string; body: object },
): Promise<void> => {
  const idb = await request(indexedDB.open(`_pouch_${database}`));
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence', 'meta-store', 'local-store'], 'readwrite');
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('The fill could not be written'));
    });
    const store = (name: string) => transaction.objectStore(name);
    const [last, meta, before] = await Promise.all([
      request(store('by-sequence').openKeyCursor(null, 'prev')),
      request<{ docCount: number }>(store('meta-store').get('meta-store')),
      request<{ _rev: string } | undefined>(store('local-store').get(`_local/${local.id}`)),
    ]);
    let seq = Number(last?.key ?? 0);
    const [bySequence, documents] = [store('by-sequence'), store('document-store')];
    for (const { _id: id, _rev: rev = '', ...body } of docs) {
      seq++;
      const tree = [{ pos: generation(rev), ids: [rev.slice(rev.indexOf('-') + 1), { status: 'available' }, []] }];
      bySequence.add({ ...body, _doc_id_rev: `${id}::${rev}` }, seq);
      documents.add({
        id,
        seq,
        winningRev: rev,
        deletedOrLocal: '0',
        data: JSON.stringify({ id, rev, rev_tree: tree, seq }),
      });
    }
    store('meta-store').put({ ...meta, docCount: meta.docCount + docs.length });
    const _rev = `0-${before ? Number(before._rev.slice(2)) + 1 : 1}`;
    store('local-store').put({ ...local.body, _id: `_local/${local.id}`, _rev });
    await ended;
  } finally {
    idb.close();
  }
};

/** Whether a document can be laid down: alive, and with nothing that PouchDB keeps elsewhere. */
export const isPlain = (doc: Doc): boolean =>
  Object.keys(doc).every(key => !key.startsWith('_') || key === '_id' || key === '_rev');

const request = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
