import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { historyOf } from './revision-tree.ts';
import { type Body, type Metadata, openStoresIfKept, type Row, request } from './stores.ts';

/** How many are read at a time: a slow phone draws a frame between two of these. */
const some = 250;

/**
 * Documents that are there and not deleted, by their ids, read straight from PouchDB's stores, a few at a time; those
 * with files or several leaves are read by PouchDB, with their `_conflicts`.
 * @param range their ids, both ends included; default: all
 */
export const readAll = async (db: PouchDB.Database, range?: { from: string; to: string }): Promise<Doc[]> => {
  const { from: startkey = '', to: endkey = '\u{10ffff}' } = range ?? {};
  const quick = await quickly(db.name, startkey, endkey);
  const asked = quick ? { keys: quick.odd } : { startkey, endkey };
  if (quick && quick.odd.length === 0) return quick.docs;
  const { rows } = await db.allDocs({ ...asked, include_docs: true, conflicts: true });
  const docs = rows.flatMap(row => ('doc' in row && row.doc && !row.value.deleted ? [row.doc as unknown as Doc] : []));
  return quick ? [...quick.docs, ...docs].sort((a, b) => (a._id < b._id ? -1 : 1)) : docs;
};

/** The plain ones, and ids of the others; null where the browser does not keep them so. */
const quickly = async (database: string, from: string, to: string): Promise<{ docs: Doc[]; odd: string[] } | null> => {
  const idb = await openStoresIfKept(database);
  if (!idb) return null;
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence'], 'readonly');
    const rows = (await rowsIn(transaction.objectStore('document-store'), from, to)).sort((a, b) => a.seq - b.seq);
    const bySequence = transaction.objectStore('by-sequence');
    const docs: Doc[] = [];
    const odd = rows.filter(({ plain }) => !plain).map(({ id }) => id);
    const plain = rows.filter(each => each.plain);
    for (let at = 0; at < plain.length; at += some) {
      const part = plain.slice(at, at + some);
      const bodies = new Map((await bodiesOf(bySequence, part)).map(body => [body._doc_id_rev, body]));
      for (const { id, rev } of part) {
        const { _doc_id_rev: stored, ...body } = bodies.get(`${id}::${rev}`) ?? ({} as Partial<Body>);
        if (stored === undefined || body._attachments) odd.push(id);
        else docs.push({ ...body, _id: id, _rev: rev });
      }
    }
    return { docs: docs.sort((a, b) => (a._id < b._id ? -1 : 1)), odd };
  } catch {
    return null;
  } finally {
    idb.close();
  }
};

interface Found {
  id: string;
  seq: number;
  rev: string;
  /** Whether its history is one line. */
  plain: boolean;
}

const rowsIn = async (documents: IDBObjectStore, from: string, to: string): Promise<Found[]> => {
  const found: Found[] = [];
  for (let after: string | undefined; ; ) {
    const range = IDBKeyRange.bound(after ?? from, to, after !== undefined);
    const rows = await request<Row[]>(documents.getAll(range, some));
    for (const { id, seq, winningRev: rev, deletedOrLocal, data } of rows)
      if (deletedOrLocal === '0')
        found.push({ id, seq, rev, plain: !!historyOf((JSON.parse(data) as Metadata).rev_tree) });
    after = rows.at(-1)?.id;
    if (rows.length < some) return found;
  }
};

/** Bodies of rows in the order of their sequence: all between the first and the last, where few are of others. */
const bodiesOf = async (bySequence: IDBObjectStore, rows: readonly Found[]): Promise<Body[]> => {
  const [first, last] = [rows[0]!.seq, rows.at(-1)!.seq];
  if (last - first < 2 * rows.length) return request<Body[]>(bySequence.getAll(IDBKeyRange.bound(first, last)));
  const bodies = await Promise.all(rows.map(({ seq }) => request<Body | undefined>(bySequence.get(seq))));
  return bodies.filter(body => !!body);
};
