/**
 * The stores of PouchDB's `idb` adapter (schema 5, pinned with the version), for what it does too slowly or not at all:
 * it asks IndexedDB seven times for each document it changes and twice for each it reads.
 */

/** A row of `document-store`. */
export interface Row {
  id: string;
  seq: number;
  winningRev: string;
  /** `1` for a deleted one. */
  deletedOrLocal: string;
  /** {@link Metadata} as JSON. */
  data: string;
}

/** What a row keeps as JSON. */
export interface Metadata {
  rev_tree: Tree;
  [field: string]: unknown;
}

/** The revisions of a document, each leaf an end of its own. */
export type Tree = { pos: number; ids: Branch }[];

/** A revision in a tree: its hash, what is known of it, and those made from it. */
export type Branch = [hash: string, state: { status: string; deleted?: boolean }, next: Branch[]];

/** A row of `by-sequence`: what a revision of a document says. */
export type Body = Record<string, unknown> & { _doc_id_rev: string };

/** What the adapter calls a database. */
const nameOf = (database: string): string => `_pouch_${database}`;

/** Opens the stores of a PouchDB database that is there. */
export const openStores = (database: string): Promise<IDBDatabase> => {
  const asked = indexedDB.open(nameOf(database));
  // Without PouchDB's stores this would make a database that is none.
  asked.onupgradeneeded = () => asked.transaction?.abort();
  return request(asked);
};

/** As {@link openStores}; null where the browser does not keep the documents so. */
export const openStoresIfKept = async (database: string): Promise<IDBDatabase | null> => {
  if (typeof indexedDB === 'undefined') return null;
  try {
    return await openStores(database);
  } catch {
    return null;
  }
};

/**
 * Tells the feeds of this database that something was written, in this tab and others, as the adapter itself tells
 * other tabs. A worker cannot: its page has to.
 */
export const notify = (database: string): void => {
  if (typeof localStorage === 'undefined') return;
  const key = nameOf(database);
  localStorage.setItem(key, localStorage.getItem(key) === 'a' ? 'b' : 'a');
  dispatchEvent(new StorageEvent('storage', { key }));
};

/** The answer to a request. */
export const request = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** Waits until all of a transaction is written. @throws when nothing of it is */
export const written = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The documents could not be written'));
  });

/** Writes a `_local` document in a transaction, whatever stood there. @param id without `_local/` */
export const putLocal = async (transaction: IDBTransaction, id: string, body: object): Promise<void> => {
  const store = transaction.objectStore('local-store');
  const before = await request<{ _rev: string } | undefined>(store.get(`_local/${id}`));
  const _rev = `0-${before ? Number(before._rev.slice(2)) + 1 : 1}`;
  store.put({ ...body, _id: `_local/${id}`, _rev });
};

/** Counts documents that are new in a transaction, or with a number below 0 those that went. */
export const countDocs = async (transaction: IDBTransaction, more: number): Promise<void> => {
  const store = transaction.objectStore('meta-store');
  const counts = await request<{ docCount: number }>(store.get('meta-store'));
  store.put({ ...counts, docCount: counts.docCount + more });
};
