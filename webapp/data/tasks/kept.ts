import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { TargetEmission } from '@rounds/sentinel/tasks/emitted.ts';

/** What is kept of one contact, so that its rules need not run again as long as nothing changed. */
export interface Row {
  /** Id of the contact; of reports whose subject is not here, the subject; '' for reports about nobody. */
  id: string;
  /** When its rules ran; 0 for never. */
  at: Ms;
  /** When they have to run again though nothing changed. */
  until: Ms;
  /** Something changed since. */
  dirty: boolean;
  /** Whether it was muted, itself or through a place above, when its rules ran. */
  silent: boolean;
  /** Ids of the reports about it. */
  reports: string[];
  /** What it counts for targets. */
  targets: TargetEmission[];
  /** When it was registered; -1 where nobody knows. */
  order: Ms;
  /** Why its rules failed, the last time. */
  fault?: string;
}

/** What is kept of all. */
export interface Meta {
  /** The very database it was made from: another may have its name by now. */
  of: string;
  /** Of the rules and all that they depend on besides documents of contacts. */
  hash: string;
  /** Changes up to here are in the rows. */
  seq: number | string;
  /** The period that ran when targets were counted last. */
  period?: string;
}

/** Raised when the shape of a row changes. */
const version = 1;

const nameOf = (database: string): string => `${database}-rules`;

const asked = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = (database: string): Promise<IDBDatabase> => {
  const request = indexedDB.open(nameOf(database), version);
  request.onupgradeneeded = () => {
    for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
    request.result.createObjectStore('rows', { keyPath: 'id' });
    request.result.createObjectStore('meta');
  };
  return asked(request);
};

/** What was kept of the rules of a database; null where there is nothing, or it is of another database. */
export const readKept = async (database: string, of: string): Promise<{ meta: Meta; rows: Row[] } | null> => {
  try {
    const db = await open(database);
    try {
      const transaction = db.transaction(['rows', 'meta'], 'readonly');
      const [meta, rows] = await Promise.all([
        asked<Meta | undefined>(transaction.objectStore('meta').get('meta')),
        asked<Row[]>(transaction.objectStore('rows').getAll()),
      ]);
      return meta?.of === of ? { meta, rows } : null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
};

/**
 * Keeps rows that changed and takes away those that are gone, all at once. A failure makes the rules run again at the
 * next start, no more.
 */
export const writeKept = async (
  database: string,
  meta: Meta,
  rows: readonly Row[],
  gone: readonly string[],
  all = false,
): Promise<void> => {
  try {
    const db = await open(database);
    try {
      const transaction = db.transaction(['rows', 'meta'], 'readwrite');
      const store = transaction.objectStore('rows');
      if (all) store.clear();
      for (const id of gone) store.delete(id);
      for (const row of rows) store.put(row);
      transaction.objectStore('meta').put(meta, 'meta');
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      db.close();
    }
  } catch (error) {
    console.warn('What the rules found could not be kept', error);
  }
};

/** Takes away all that was kept of a database. */
export const removeKept = (database: string): Promise<void> =>
  new Promise(resolve => {
    const request = indexedDB.deleteDatabase(nameOf(database));
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
    request.onblocked = () => resolve();
  });
