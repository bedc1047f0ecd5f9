import type { MessageRow } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Person } from '../people/people.ts';

/** A sequence of the phone's database. */
export type Seq = number | string;

/**
 * The lists of everybody and of all messages as they stood at a sequence of the phone's database: reading them is
 * twenty times as fast as reading the documents.
 */
export interface Snapshot {
  seq: Seq;
  rows: Person[];
  messages: MessageRow[];
  /** The settings, forms and words it was made with, so that the first picture needs no document at all. */
  programme: unknown;
  /** Documents of which something could not be read, and what. */
  misread: [id: string, paths: readonly string[]][];
}

/** Raised when the shape of a row changes: older snapshots are then left aside. */
const version = 3;

/** What is stored under the name of a database, in one piece: a half-written snapshot is not there. */
interface Kept {
  version: number;
  /** The very database it was taken of: another may have its name by now. */
  of: string;
  text: string;
}

const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('rounds-snapshots', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('snapshots');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(db.transaction('snapshots', mode).objectStore('snapshots'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    db.close();
  }
};

/**
 * The snapshot of a database, or null: there is none, it is of another version or of an earlier database of that name,
 * or the browser cannot read it. Never throws.
 * @param of the identity of the database
 */
export const readSnapshot = async (database: string, of: string): Promise<Snapshot | null> => {
  try {
    const found = await run<Kept | undefined>('readonly', store => store.get(database));
    return found?.version === version && found.of === of ? (JSON.parse(found.text) as Snapshot) : null;
  } catch {
    return null;
  }
};

/** Takes the snapshot of a database away. */
export const removeSnapshot = async (database: string): Promise<void> => {
  await run('readwrite', store => store.delete(database));
};

/** Keeps a snapshot; a failure only makes the next start slower. @param of the identity of the database */
export const writeSnapshot = async (database: string, of: string, snapshot: Snapshot): Promise<void> => {
  try {
    // One string is cloned many times faster than ten thousand objects.
    const kept: Kept = { version, of, text: JSON.stringify(snapshot) };
    await run('readwrite', store => store.put(kept, database));
  } catch {
    // The documents are the truth; the snapshot only saves time.
  }
};
