import { openStores, request, written } from './stores.ts';

/**
 * Removes documents and all their revisions. PouchDB 9 can purge with its `indexeddb` adapter only, so this works on
 * the stores of its `idb` adapter; `test/browser/purged.test.ts` watches over it.
 */
export const forget = async (database: string, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const idb = await openStores(database);
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence', 'attach-seq-store'], 'readwrite');
    const bySequence = transaction.objectStore('by-sequence');
    const attachments = transaction.objectStore('attach-seq-store');
    for (const id of ids) {
      const revisions = IDBKeyRange.bound(`${id}::`, `${id}::~`);
      for (const seq of await request(bySequence.index('_doc_id_rev').getAllKeys(revisions))) {
        for (const key of await request(attachments.index('seq').getAllKeys(seq))) attachments.delete(key);
        bySequence.delete(seq);
      }
      transaction.objectStore('document-store').delete(id);
    }
    await written(transaction);
  } finally {
    idb.close();
  }
};
