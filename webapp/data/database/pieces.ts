/**
 * What is worked out of a database and kept in one piece, under a name of its own: a half-written piece is not there.
 * The documents are the truth; a piece only saves time.
 */
interface Kept {
  version: number;
  /** The very database it was taken of: another may have its name by now. */
  of: string;
  text: string;
}

/** Which piece is meant. */
export interface PieceName {
  /** Name of the database, for several pieces with `#` and more. */
  name: string;
  /** The identity of the database. */
  of: string;
  /** Raised when the shape changes: older pieces are then left aside. */
  version: number;
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
 * A piece, or null: there is none, it is of another version or of an earlier database of that name, or the browser
 * cannot read it. Never throws.
 */
export const readPiece = async <T>({ name, of, version }: PieceName): Promise<T | null> => {
  try {
    const found = await run<Kept | undefined>('readonly', store => store.get(name));
    return found?.version === version && found.of === of ? (JSON.parse(found.text) as T) : null;
  } catch {
    return null;
  }
};

/** Keeps a piece; a failure only makes the next start slower. */
export const writePiece = async ({ name, of, version }: PieceName, piece: unknown): Promise<void> => {
  try {
    // One string is cloned many times faster than ten thousand objects.
    const kept: Kept = { version, of, text: JSON.stringify(piece) };
    await run('readwrite', store => store.put(kept, name));
  } catch {
    // The documents are the truth.
  }
};

/** Takes all pieces of a database away. */
export const removePieces = async (database: string): Promise<void> => {
  await run('readwrite', store => store.delete(IDBKeyRange.bound(database, `${database}#\uffff`)));
};
