import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type History, historyOf } from './revision-tree.ts';
import { type Body, type Metadata, openStoresIfKept, type Row, request } from './stores.ts';

/** From how many documents on reading and writing past PouchDB is worth its while. */
export const many = 300;

/** From how many on reading everything is quicker than asking for each. */
const most = 2000;

/** A document as it is stored, with its history. */
export interface Stored {
  doc: Doc;
  /** Null when it has more than one leaf. */
  revisions: History | null;
}

/**
 * Documents as they are stored, those that are there and not deleted, by id, read straight from PouchDB's stores. Null
 * where the browser does not keep them so, or one of them is unusual: then PouchDB has to read them.
 */
export const readMany = async (database: string, ids: readonly string[]): Promise<Map<string, Stored> | null> => {
  const idb = await openStoresIfKept(database);
  if (!idb) return null;
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence'], 'readonly');
    const all = await rowsOf(transaction.objectStore('document-store'), ids);
    const rows = all.filter(row => row.deletedOrLocal === '0');
    const bodies = await bodiesOf(transaction.objectStore('by-sequence'), rows);
    const found = new Map<string, Stored>();
    for (const row of rows) {
      const stored = bodies.get(`${row.id}::${row.winningRev}`);
      if (!stored || stored._attachments) return null;
      const { _doc_id_rev: _, ...body } = stored;
      found.set(row.id, {
        doc: { ...body, _id: row.id, _rev: row.winningRev },
        revisions: historyOf((JSON.parse(row.data) as Metadata).rev_tree),
      });
    }
    return found;
  } catch {
    return null;
  } finally {
    idb.close();
  }
};

/** The rows of documents that are there. */
export const rowsOf = async (documents: IDBObjectStore, ids: readonly string[]): Promise<Row[]> => {
  if (ids.length < most)
    return (await Promise.all(ids.map(id => request<Row | undefined>(documents.get(id))))).filter(row => !!row);
  const wanted = new Set(ids);
  return (await request<Row[]>(documents.getAll())).filter(({ id }) => wanted.has(id));
};

const bodiesOf = async (bySequence: IDBObjectStore, rows: readonly Row[]): Promise<Map<string, Body>> => {
  const all =
    rows.length < most
      ? await Promise.all(rows.map(({ seq }) => request<Body | undefined>(bySequence.get(seq))))
      : await request<Body[]>(bySequence.getAll());
  return new Map(all.filter(body => !!body).map(body => [body._doc_id_rev, body]));
};
