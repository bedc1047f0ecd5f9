import type { Doc } from '../documents/doc.ts';
import { AppError } from '../documents/error.ts';
import {
  answersOfOne,
  atOnce,
  type BulkGetRow,
  type BulkRow,
  type ChangesAnswer,
  change,
  changesQuery,
  pathOf,
  type Query,
  type Remote,
  type Row,
  readQuery,
  replicated,
  result,
  viewPath,
  viewQuery,
  winnerOf,
} from './couch-answers.ts';
import { promptly } from './couch-prompt.ts';
import { type CouchRequest, couchServer, refusalOf } from './couch-server.ts';
import { isNoId, isNoPath } from './no-id.ts';
import type {
  ChangesOptions,
  ChangesPage,
  Key,
  QueryOptions,
  RangeOptions,
  ReadOptions,
  Store,
  ViewName,
  ViewRow,
  WriteResult,
} from './store.ts';

/**
 * The Store port over HTTP: CouchDB, or the embedded database.
 * @param url of the server, with the credentials of an administrator
 */
export const couchStore = (url: string, name: string): Store => {
  const server = couchServer(url);
  const place = `/${encodeURIComponent(name)}`;
  const db: Remote = {
    name,
    at: (path, init) => server.request(`${place}${path}`, init),
    answer: (path, init) => server.answer(`${place}${path}`, init),
  };
  const prompt = promptly(db, ids => getMany(db, ids));
  return {
    name,
    get: (id, read) => get(db, id, read),
    getMany: (ids, read) => getMany(db, ids, read),
    write: async (docs, { newEdits = true } = {}) => {
      if (docs.length === 0) return [];
      const results = await write(db, docs, newEdits);
      if (newEdits) prompt.wrote(docs, results);
      return results;
    },
    writeAlone: doc => writeAlone(db, doc),
    query: async <V, T extends Doc>(view: ViewName, query: QueryOptions) => {
      if (query.limit <= 0) return [];
      const found = query.prompt ? await prompt.query(view, query) : undefined;
      if (found) return (query.docs ? await withDocs(db, found) : found) as ViewRow<V, T>[];
      return (await rows(db, viewPath(view), { method: 'POST', body: viewQuery(query) })) as unknown as ViewRow<V, T>[];
    },
    count: (view, range) => count(db, view, range),
    range: options => range(db, options),
    changes: options => changes(db, options),
    getLocal: async <T extends object>(id: string) => {
      const doc = await found(db, localPath(id));
      if (!doc) return null;
      const { _id, _rev, ...body } = doc;
      return body as T;
    },
    putLocal: (id, body) => putLocal(db, id, body),
    info: async () => {
      const { doc_count: docCount, update_seq } = (await db.at('')) as {
        doc_count: number;
        update_seq: string | number;
      };
      return { name, docCount, seq: String(update_seq) };
    },
  };
};

const localPath = (id: string): string => `/_local/${encodeURIComponent(id)}`;

const found = async (db: Remote, path: string, query?: Query): Promise<Doc | null> => {
  try {
    return (await db.at(path, query ? { query } : {})) as Doc;
  } catch (error) {
    const refusal = refusalOf(error);
    // A missing database is a 404 too, but not an answer that any caller expects.
    if (refusal?.status === 404 && (refusal.reason === 'missing' || refusal.reason === 'deleted')) return null;
    throw error;
  }
};

const rows = async (db: Remote, path: string, init: CouchRequest): Promise<Row[]> => {
  const { rows } = (await db.at(path, init)) as { rows?: Row[] };
  if (!rows) throw new AppError('store/unreachable', `${db.name}${path} answered without rows`);
  return rows;
};

/** Rows with their documents, each read once. */
const withDocs = async (db: Remote, found: readonly ViewRow[]): Promise<ViewRow[]> => {
  const ids = [...new Set(found.map(({ id }) => id))];
  const docs = await getMany(db, ids);
  const byId = new Map(ids.map((id, at) => [id, docs[at] ?? null]));
  return found.map(row => ({ ...row, doc: byId.get(row.id) ?? null }));
};

const get = async <T extends Doc>(db: Remote, id: string, read: ReadOptions = {}): Promise<T | null> => {
  if (isNoId(id)) return null;
  if (isNoPath(id)) return (await bulkGet(db, [id]))[0] as T | null;
  return (await found(db, `/${pathOf(id)}`, readQuery(read))) as T | null;
};

const getMany = async <T extends Doc>(
  db: Remote,
  ids: readonly string[],
  read: ReadOptions = {},
): Promise<(T | null)[]> => {
  const { conflicts, attachments, quorum } = read;
  if (ids.length === 0) return [];
  if (quorum === 'all') return getEach<T>(db, ids, read);
  if (!conflicts && !attachments) return (await bulkGet(db, ids)) as (T | null)[];
  const query = { include_docs: true, ...readQuery({ conflicts, attachments }) };
  const answer = await rows(db, '/_all_docs', { method: 'POST', query, body: { keys: ids.map(askable) } });
  return answer.map(({ doc }) => (doc && !doc._deleted ? (doc as T) : null));
};

/** Only a `GET` of one document lets the caller say how many copies are to be asked. */
const getEach = async <T extends Doc>(db: Remote, ids: readonly string[], read: ReadOptions): Promise<(T | null)[]> => {
  const docs: (T | null)[] = [];
  for (let from = 0; from < ids.length; from += atOnce)
    docs.push(...(await Promise.all(ids.slice(from, from + atOnce).map(id => get<T>(db, id, read)))));
  return docs;
};

/** No document has such an id: a reference that somebody left empty, or that begins like the database's own. */
const areMissing = new Set(['not_found', 'illegal_docid']);

/** An id by which the database can be asked: text that is none would be refused, and all that is asked with it. */
const askable = (id: string): string => (isNoId(id) ? '_none' : id);

/** CouchDB reads so three times as fast as by `_all_docs` with keys, and six times where documents are missing. */
const bulkGet = async (db: Remote, ids: readonly string[]): Promise<(Doc | null)[]> => {
  const body = { docs: ids.map(id => ({ id: askable(id) })) };
  const { results } = (await db.at('/_bulk_get', { method: 'POST', body })) as { results?: BulkGetRow[] };
  if (!results) throw new AppError('store/unreachable', `${db.name}/_bulk_get answered without results`);
  const broken = results.flatMap(({ docs }) => docs).find(({ error }) => error && !areMissing.has(error.error ?? ''));
  if (broken)
    throw new AppError('store/unreachable', `${db.name}/_bulk_get: ${broken.error?.error}: ${broken.error?.reason}`);
  const winners = new Map(results.map(({ id, docs }) => [id, winnerOf(docs)]));
  return ids.map(id => winners.get(id) ?? null);
};

const write = async (db: Remote, docs: readonly Doc[], newEdits: boolean): Promise<WriteResult[]> => {
  try {
    const body = { docs, new_edits: newEdits };
    const answer = (await db.at('/_bulk_docs', { method: 'POST', body })) as BulkRow[];
    return newEdits ? answer.map((row, index) => result(row, docs[index]!._id)) : replicated(docs, answer);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.status !== 413) throw error;
    if (docs.length === 1) return [{ id: docs[0]!._id, ok: false, error: 'too_large', reason: refusal.reason }];
    const half = docs.length >> 1;
    return [...(await write(db, docs.slice(0, half), newEdits)), ...(await write(db, docs.slice(half), newEdits))];
  }
};

const writeAlone = async (db: Remote, doc: Doc): Promise<WriteResult> => {
  if (isNoId(doc._id) || isNoPath(doc._id)) return (await write(db, [doc], true))[0]!;
  try {
    const { status, body } = await db.answer<BulkRow>(`/${pathOf(doc._id)}`, { method: 'PUT', body: doc });
    return result({ ...body, accepted: status === 202 }, doc._id);
  } catch (error) {
    const refusal = refusalOf(error);
    const told = refusal && answersOfOne.get(refusal.status);
    if (!told) throw error;
    return { id: doc._id, ok: false, error: told, reason: refusal.reason };
  }
};

const count = async (
  db: Remote,
  view: ViewName,
  { startKey, endKey }: { startKey?: Key; endKey?: Key } = {},
): Promise<number> => {
  /** Where a key stands, or would stand: a view without rows still tells how many it leaves out. */
  const place = async (key?: Key) => {
    const body = viewQuery({ limit: 0, ...(key === undefined ? {} : { startKey: key }) });
    const { total_rows: total, offset } = (await db.at(viewPath(view), { method: 'POST', body })) as {
      total_rows?: number;
      offset?: number;
    };
    if (typeof total !== 'number' || typeof offset !== 'number')
      throw new AppError('store/unreachable', `${db.name}${viewPath(view)} answered without numbers`);
    return { total, offset };
  };
  const [from, to] = await Promise.all([startKey === undefined ? { offset: 0 } : place(startKey), place(endKey)]);
  return Math.max(0, (endKey === undefined ? to.total : to.offset) - from.offset);
};

const range = async <T extends Doc>(db: Remote, { from, to, limit, after = false }: RangeOptions): Promise<T[]> => {
  if (limit <= 0 || from > to) return [];
  // nano prints the two keys as JSON.
  const query = { startkey: from, endkey: to, include_docs: true, limit: after ? limit + 1 : limit };
  const docs = (await rows(db, '/_all_docs', { query })).map(({ doc }) => doc as T);
  return (after ? docs.filter(({ _id }) => _id !== from) : docs).slice(0, limit);
};

const changes = async (db: Remote, options: ChangesOptions): Promise<ChangesPage> => {
  const { since, limit, docs = false, signal } = options;
  const none = { changes: [], lastSeq: since, pending: -1 };
  if (signal?.aborted) return none;
  try {
    const page = (await db.at('/_changes', { query: changesQuery(options), signal })) as ChangesAnswer;
    if (!page.results) throw new AppError('store/unreachable', `${db.name}/_changes broke off its answer`);
    const pending = page.pending ?? -1;
    // CouchDB says of itself that a limit of 0 is read as 1.
    if (limit <= 0)
      return {
        changes: [],
        lastSeq: since === 'now' ? String(page.last_seq) : since,
        pending: pending + page.results.length,
      };
    return { changes: page.results.map(row => change(row, docs)), lastSeq: String(page.last_seq), pending };
  } catch (error) {
    if (signal?.aborted) return none;
    throw error;
  }
};

const putLocal = async (db: Remote, id: string, body: object): Promise<void> => {
  for (let rev: string | undefined; ; ) {
    try {
      await db.at(localPath(id), { method: 'PUT', body: { ...body, ...(rev ? { _rev: rev } : {}) } });
      return;
    } catch (error) {
      // A server may lock these, though CouchDB does not.
      if (refusalOf(error)?.status !== 409) throw error;
      rev = (await found(db, localPath(id)))?._rev;
    }
  }
};
