import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { many, readMany, type Stored } from './read-many.ts';

/** A store whose many documents are read past PouchDB, and what was read so, by id. */
export interface QuickStore {
  store: Store;
  read: ReadonlyMap<string, Stored>;
}

/**
 * The phone's store for work on thousands of documents at once: PouchDB asks IndexedDB twice for each. Few, and those
 * that the browser does not keep as expected, are read as ever.
 */
export const quickStore = (store: Store, database: string): QuickStore => {
  const read = new Map<string, Stored>();
  const getMany: Store['getMany'] = async <T extends Doc>(ids: readonly string[], options = {}) => {
    const found = ids.length >= many && Object.keys(options).length === 0 ? await readMany(database, ids) : null;
    if (!found) return store.getMany<T>(ids, options);
    for (const [id, stored] of found) read.set(id, stored);
    return ids.map(id => (found.get(id)?.doc ?? null) as T | null);
  };
  return { store: { ...store, getMany }, read };
};
