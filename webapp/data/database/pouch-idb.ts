import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';

/**
 * Reading and writing thousands of documents at once, straight in the stores of PouchDB's `idb` adapter (schema 5,
 * pinned with the version). PouchDB asks IndexedDB seven times for each document it changes and twice for each it
 * reads; a mute of 9,000 contacts waited for that. What these find unusual they leave to PouchDB: they answer null.
 */

/** From how many documents on this is worth its while. */
export const many = 300;

/** From how many on reading everything is quicker than asking for each. */
const most = 2000;

/** A revision in a tree of revisions: its hash, what is known of it, and those made from it. */
type Branch = [hash: string, state: { status: string; deleted?: boolean }, next: Branch[]];

/** A row of `document-store`. */
interface Row {
  id: string;
  seq: number;
  winningRev: string;
  /** `1` for a deleted one. */
  deletedOrLocal: string;
  /** JSON. */
  data: string;
}

interface Metadata {
  rev_tree: { pos: number; ids: Branch }[];
  [field: string]: unknown;
}

/** A document as it is stored, with its history. */
export interface Stored {
  doc: Doc;
  /** As in `Doc._revisions`; null when it has more than one leaf. */
  revisions: { start: number; ids: string[] } | null;
}

/**
 * Documents as they are stored, those that are there and not deleted, by id. Null where the browser does not keep them
 * so.
 */
export const readMany = async (database: string, ids: readonly string[]): Promise<Map<string, Stored> | null> => {
  const idb = await open(database);
  if (!idb) return null;
  try {
    const transaction = idb.transaction(['document-store', 'by-sequence'], 'readonly');
    const [documents, bySequence] = [transaction.objectStore('document-store'), transaction.objectStore('by-sequence')];
    const rows = (await rowsOf(documents, ids)).filter(row => row.deletedOrLocal === '0');
    const bodies = await bodiesOf(bySequence, rows);
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

/** What is written besides documents: `_local` documents by their id. */
export type Locals = Record<string, (revs: Record<string, string>) => object>;

/**
 * Writes documents and `_local` documents, all or nothing, and tells PouchDB of it.
 * @param locals made from the revisions that are written, by id
 * @param onProgress is told how many documents are written
 * @returns the revisions written; null when PouchDB has to do it, and nothing is written
 * @throws a conflict (`status` 409) when one of them was changed meanwhile: then nothing is written
 */
export const writeMany = async (
  database: string,
  docs: readonly Doc[],
  locals: Locals,
  onProgress: (done: number) => void = () => undefined,
): Promise<Record<string, string> | null> => {
  if (!docs.every(isSimple)) return null;
  const idb = await open(database);
  if (!idb) return null;
  const transaction = idb.transaction(['document-store', 'by-sequence', 'meta-store', 'local-store'], 'readwrite');
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('The documents could not be written'));
  });
  ended.catch(() => undefined);
  try {
    const revs = await putAll(transaction, docs, locals, onProgress);
    if (!revs) return null;
    await ended;
    notify(database);
    return revs;
  } catch (error) {
    // What was put before would be written all the same.
    abort(transaction);
    throw error;
  } finally {
    idb.close();
  }
};

/** Puts documents and `_local` documents into their stores. @returns as {@link writeMany} does */
const putAll = async (
  transaction: IDBTransaction,
  docs: readonly Doc[],
  locals: Locals,
  onProgress: (done: number) => void,
): Promise<Record<string, string> | null> => {
  const documents = transaction.objectStore('document-store');
  const bySequence = transaction.objectStore('by-sequence');
  const meta = transaction.objectStore('meta-store');
  const local = transaction.objectStore('local-store');
  const ids = docs.map(({ _id }) => _id);
  const rows = new Map((await rowsOf(documents, ids)).map(row => [row.id, row]));
  const stale = docs.some(({ _id, _rev }) => {
    const row = rows.get(_id);
    return row?.deletedOrLocal === '0' ? row.winningRev !== _rev : _rev !== undefined;
  });
  if (stale) throw Object.assign(new Error('A document was changed meanwhile'), { status: 409 });
  const next = docs.map(doc => nextOf(doc, rows.get(doc._id)));
  const written = next.filter(each => each !== null);
  if (written.length < next.length) return null;

  const counts = await request<{ docCount: number }>(meta.get('meta-store'));
  const more = written.filter(({ before }) => !before).length - written.filter(({ gone }) => gone).length;
  meta.put({ ...counts, docCount: counts.docCount + more });
  const revs = Object.fromEntries(written.map(({ id, rev }) => [id, rev]));
  for (const [id, body] of Object.entries(locals)) {
    const old = await request<{ _rev: string } | undefined>(local.get(`_local/${id}`));
    const _rev = `0-${old ? Number(old._rev.slice(2)) + 1 : 1}`;
    local.put({ ...body(revs), _id: `_local/${id}`, _rev });
  }
  let done = 0;
  for (const { id, rev, body, before, tree, gone } of written) {
    if (before) bySequence.delete(before.seq);
    const added = bySequence.add({ ...body, _doc_id_rev: `${id}::${rev}` });
    added.onsuccess = () => {
      const seq = added.result as number;
      const deletedOrLocal = gone ? '1' : '0';
      documents.put({
        id,
        seq,
        winningRev: rev,
        deletedOrLocal,
        data: JSON.stringify({ id, rev, rev_tree: tree, seq }),
      });
      done++;
      if (done % 250 === 0) onProgress(done);
    };
  }
  return revs;
};

/** Ends a transaction with nothing written; one that has ended already is left. */
const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort();
  } catch {
    // It ended by itself.
  }
};

/** A document about to be written. */
interface Next {
  id: string;
  rev: string;
  body: object;
  before: Row | undefined;
  tree: Metadata['rev_tree'];
  /** Whether it is a deletion. */
  gone: boolean;
}

/** The next revision of a document; null when its history is not one line. */
const nextOf = (doc: Doc, row: Row | undefined): Next | null => {
  const { _id: id, _rev: old, ...body } = doc;
  const rev = `${generation(old) + 1}-${idFrom('revision', JSON.stringify(doc)).replaceAll('-', '')}`;
  const gone = doc._deleted === true;
  const state = { status: 'available', ...(gone ? { deleted: true } : {}) };
  const branch: Branch = [rev.slice(rev.indexOf('-') + 1), state, []];
  if (!row) return gone ? null : { id, rev, body, before: undefined, tree: [{ pos: 1, ids: branch }], gone };
  const { rev_tree: tree } = JSON.parse(row.data) as Metadata;
  const leaf = lastOf(tree);
  // PouchDB keeps a thousand revisions, and brings back what was deleted in a way of its own.
  if (!leaf || row.deletedOrLocal !== '0' || generation(old) - tree[0]!.pos > 900) return null;
  leaf[1].status = 'missing';
  leaf[2] = [branch];
  return { id, rev, body, before: row, tree, gone };
};

/** The last revision of a history that is one line. */
const lastOf = (tree: Metadata['rev_tree']): Branch | null => {
  if (tree.length !== 1) return null;
  for (let branch = tree[0]!.ids; ; branch = branch[2][0]!) {
    if (branch[2].length === 0) return branch;
    if (branch[2].length > 1) return null;
  }
};

const historyOf = (tree: Metadata['rev_tree']): Stored['revisions'] => {
  if (!lastOf(tree)) return null;
  const ids: string[] = [];
  for (let branch: Branch | undefined = tree[0]!.ids; branch; branch = branch[2][0]) ids.unshift(branch[0]);
  return { start: tree[0]!.pos + ids.length - 1, ids };
};

/** Whether a document has nothing that PouchDB keeps elsewhere. */
const isSimple = (doc: Doc): boolean =>
  Object.keys(doc).every(key => !key.startsWith('_') || ['_id', '_rev', '_deleted'].includes(key));

const rowsOf = async (documents: IDBObjectStore, ids: readonly string[]): Promise<Row[]> => {
  if (ids.length < most)
    return (await Promise.all(ids.map(id => request<Row | undefined>(documents.get(id))))).filter(row => !!row);
  const wanted = new Set(ids);
  return (await request<Row[]>(documents.getAll())).filter(({ id }) => wanted.has(id));
};

type Body = Record<string, unknown> & { _doc_id_rev: string };

const bodiesOf = async (bySequence: IDBObjectStore, rows: readonly Row[]): Promise<Map<string, Body>> => {
  const all =
    rows.length < most
      ? await Promise.all(rows.map(({ seq }) => request<Body | undefined>(bySequence.get(seq))))
      : await request<Body[]>(bySequence.getAll());
  return new Map(all.filter(body => !!body).map(body => [body._doc_id_rev, body]));
};

/** What the adapter calls a database. */
const nameOf = (database: string): string => `_pouch_${database}`;

/** The stores of a PouchDB database that is there; null where it keeps its documents otherwise. */
const open = async (database: string): Promise<IDBDatabase | null> => {
  if (typeof indexedDB === 'undefined' || typeof localStorage === 'undefined') return null;
  const asked = indexedDB.open(nameOf(database));
  // Without PouchDB's stores this would make a database that is none.
  asked.onupgradeneeded = () => asked.transaction?.abort();
  try {
    return await request(asked);
  } catch {
    return null;
  }
};

/**
 * Tells the feeds of this database that something was written, in this tab and others, as the adapter itself tells
 * other tabs.
 */
const notify = (database: string): void => {
  const key = nameOf(database);
  localStorage.setItem(key, localStorage.getItem(key) === 'a' ? 'b' : 'a');
  dispatchEvent(new StorageEvent('storage', { key }));
};

const request = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
