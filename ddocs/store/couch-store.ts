import { type Doc, generation } from '../documents/doc.ts';
import { AppError } from '../documents/error.ts';
import { type CouchRequest, couchServer, refusalOf } from './couch-server.ts';
import type {
  Change,
  ChangesOptions,
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
export const couchStore = (url: string, database: string): Store => {
  const server = couchServer(url);
  const at = (path: string, init?: CouchRequest) => server.request(`/${encodeURIComponent(database)}${path}`, init);

  const found = async (path: string, query?: Query): Promise<Doc | null> => {
    try {
      return (await at(path, query ? { query } : {})) as Doc;
    } catch (error) {
      const refusal = refusalOf(error);
      // A missing database is a 404 too, but not an answer that any caller expects.
      if (refusal?.status === 404 && (refusal.reason === 'missing' || refusal.reason === 'deleted')) return null;
      throw error;
    }
  };

  const rows = async (path: string, init: CouchRequest): Promise<Row[]> => {
    const { rows } = (await at(path, init)) as { rows?: Row[] };
    if (!rows) throw new AppError('store/unreachable', `${database}${path} answered without rows`);
    return rows;
  };

  /** CouchDB reads so three times as fast as by `_all_docs` with keys, and six times where documents are missing. */
  const bulkGet = async (ids: readonly string[]): Promise<(Doc | null)[]> => {
    const { results } = (await at('/_bulk_get', { method: 'POST', body: { docs: ids.map(id => ({ id })) } })) as {
      results?: BulkGetRow[];
    };
    if (!results) throw new AppError('store/unreachable', `${database}/_bulk_get answered without results`);
    const broken = results.flatMap(({ docs }) => docs).find(({ error }) => error && error.error !== 'not_found');
    if (broken)
      throw new AppError('store/unreachable', `${database}/_bulk_get: ${broken.error?.error}: ${broken.error?.reason}`);
    const found = new Map(results.map(({ id, docs }) => [id, winnerOf(docs)]));
    return ids.map(id => found.get(id) ?? null);
  };

  const write = async (docs: readonly Doc[], newEdits: boolean): Promise<WriteResult[]> => {
    try {
      const answer = (await at('/_bulk_docs', { method: 'POST', body: { docs, new_edits: newEdits } })) as BulkRow[];
      return newEdits ? answer.map((row, index) => result(row, docs[index]!._id)) : replicated(docs, answer);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal?.status !== 413) throw error;
      if (docs.length === 1) return [{ id: docs[0]!._id, ok: false, error: 'too_large', reason: refusal.reason }];
      const half = docs.length >> 1;
      return [...(await write(docs.slice(0, half), newEdits)), ...(await write(docs.slice(half), newEdits))];
    }
  };

  const get = async <T extends Doc>(id: string, read: ReadOptions = {}) =>
    (await found(`/${pathOf(id)}`, readQuery(read))) as T | null;

  /** Only a `GET` of one document lets the caller say how many copies are to be asked. */
  const getEach = async <T extends Doc>(ids: readonly string[], read: ReadOptions): Promise<(T | null)[]> => {
    const docs: (T | null)[] = [];
    for (let at = 0; at < ids.length; at += atOnce)
      docs.push(...(await Promise.all(ids.slice(at, at + atOnce).map(id => get<T>(id, read)))));
    return docs;
  };

  return {
    name: database,
    get,
    getMany: async <T extends Doc>(ids: readonly string[], read: ReadOptions = {}) => {
      const { conflicts, attachments, quorum } = read;
      if (ids.length === 0) return [];
      if (quorum === 'all') return getEach<T>(ids, read);
      if (!conflicts && !attachments) return (await bulkGet(ids)) as (T | null)[];
      const query = {
        include_docs: true,
        ...(conflicts ? { conflicts } : {}),
        ...(attachments ? { attachments } : {}),
      };
      const answer = await rows('/_all_docs', { method: 'POST', query, body: { keys: ids } });
      return answer.map(({ doc }) => (doc && !doc._deleted ? (doc as T) : null));
    },
    write: async (docs, { newEdits = true } = {}) => (docs.length === 0 ? [] : write(docs, newEdits)),
    writeAlone: async doc => {
      const path = `/${encodeURIComponent(database)}/${pathOf(doc._id)}`;
      try {
        const { status, body } = await server.answer<BulkRow>(path, { method: 'PUT', body: doc });
        return result({ ...body, accepted: status === 202 }, doc._id);
      } catch (error) {
        const refusal = refusalOf(error);
        const told = refusal && answersOfOne.get(refusal.status);
        if (!told) throw error;
        return { id: doc._id, ok: false, error: told, reason: refusal.reason };
      }
    },
    query: async <V, T extends Doc>(view: ViewName, query: QueryOptions) => {
      const [ddoc, name] = view.split('/');
      if (query.limit <= 0) return [];
      return (await rows(`/_design/${ddoc}/_view/${name}`, {
        method: 'POST',
        body: viewQuery(query),
      })) as unknown as ViewRow<V, T>[];
    },
    count: async (view, { startKey, endKey } = {}) => {
      const [ddoc, name] = view.split('/');
      /** Where a key stands, or would stand: a view without rows still tells how many it leaves out. */
      const place = async (startKey?: Key) => {
        const body = viewQuery({ limit: 0, ...(startKey === undefined ? {} : { startKey }) });
        const path = `/_design/${ddoc}/_view/${name}`;
        const { total_rows: total, offset } = (await at(path, { method: 'POST', body })) as {
          total_rows?: number;
          offset?: number;
        };
        if (typeof total !== 'number' || typeof offset !== 'number')
          throw new AppError('store/unreachable', `${database}${path} answered without numbers`);
        return { total, offset };
      };
      const [from, to] = await Promise.all([startKey === undefined ? { offset: 0 } : place(startKey), place(endKey)]);
      return Math.max(0, (endKey === undefined ? to.total : to.offset) - from.offset);
    },
    range: async <T extends Doc>({ from, to, limit, after = false }: RangeOptions) => {
      if (limit <= 0 || from > to) return [];
      // nano prints the two keys as JSON.
      const query = { startkey: from, endkey: to, include_docs: true, limit: after ? limit + 1 : limit };
      const docs = (await rows('/_all_docs', { query })).map(({ doc }) => doc as T);
      return (after ? docs.filter(({ _id }) => _id !== from) : docs).slice(0, limit);
    },
    changes: async options => {
      const { since, limit, docs = false, signal } = options;
      if (signal?.aborted) return { changes: [], lastSeq: since, pending: -1 };
      try {
        const page = (await at('/_changes', { query: changesQuery(options), signal })) as ChangesAnswer;
        if (!page.results) throw new AppError('store/unreachable', `${database}/_changes broke off its answer`);
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
        if (signal?.aborted) return { changes: [], lastSeq: since, pending: -1 };
        throw error;
      }
    },
    getLocal: async <T extends object>(id: string) => {
      const doc = await found(`/_local/${encodeURIComponent(id)}`);
      if (!doc) return null;
      const { _id, _rev, ...body } = doc;
      return body as T;
    },
    putLocal: async (id, body) => {
      const path = `/_local/${encodeURIComponent(id)}`;
      for (let rev: string | undefined; ; ) {
        try {
          await at(path, { method: 'PUT', body: { ...body, ...(rev ? { _rev: rev } : {}) } });
          return;
        } catch (error) {
          // The embedded database does lock these.
          if (refusalOf(error)?.status !== 409) throw error;
          rev = (await found(path))?._rev;
        }
      }
    },
    info: async () => {
      const { doc_count: docCount, update_seq } = (await at('')) as { doc_count: number; update_seq: string | number };
      return { name: database, docCount, seq: String(update_seq) };
    },
  };
};

type Query = NonNullable<CouchRequest['query']>;

/** Requests that are under way at once where each document needs its own. */
const atOnce = 10;

/** More copies than any cluster keeps: CouchDB then asks as many as there are. */
const everyCopy = 99;

/** Refusals of a document that its writer expects, as `_bulk_docs` calls them. */
const answersOfOne = new Map([
  [403, 'forbidden'],
  [409, 'conflict'],
  [413, 'too_large'],
]);

const readQuery = ({ rev, conflicts, attachments, revisions, quorum }: ReadOptions): Query => ({
  ...(rev ? { rev } : {}),
  ...(revisions ? { revs: true } : {}),
  ...(conflicts ? { conflicts } : {}),
  ...(attachments ? { attachments } : {}),
  ...(quorum === 'all' ? { r: everyCopy } : {}),
});

/** A row of `_all_docs` or of a view. */
interface Row {
  id: string;
  key: unknown;
  value: unknown;
  doc?: Doc | null;
}

/** A row of an answer of `_bulk_get`: all leaves of a document, deleted ones too. */
interface BulkGetRow {
  id: string;
  docs: { ok?: Doc; error?: { error?: string; reason?: string } }[];
}

/**
 * The leaf that CouchDB shows: of those not deleted the one with most generations, then with the greater hash. Null
 * where there is none.
 */
const winnerOf = (docs: BulkGetRow['docs']): Doc | null =>
  docs
    .flatMap(({ ok }) => (ok && !ok._deleted ? [ok] : []))
    .reduce<Doc | null>((best, doc) => (best && compareRevs(best._rev, doc._rev) >= 0 ? best : doc), null);

const compareRevs = (a = '', b = ''): number => generation(a) - generation(b) || (a > b ? 1 : a < b ? -1 : 0);

/** A row of an answer of `_bulk_docs`. */
interface BulkRow {
  id?: string;
  ok?: boolean;
  rev?: string;
  /** Fewer nodes than a quorum have it. */
  accepted?: boolean;
  error?: string;
  reason?: string;
}

interface ChangeRow {
  id: string;
  seq: string | number;
  changes: { rev: string }[];
  deleted?: boolean;
  doc?: Doc | null;
}

interface ChangesAnswer {
  results?: ChangeRow[];
  last_seq: string | number;
  pending?: number;
}

const pathOf = (id: string): string =>
  id.startsWith('_design/') ? `_design/${encodeURIComponent(id.slice(8))}` : encodeURIComponent(id);

const viewQuery = ({ key, keys, startKey, endKey, limit, skip, descending, docs, lazy }: QueryOptions): object => ({
  ...{ limit, reduce: false },
  ...(key === undefined ? {} : { key }),
  ...(keys === undefined ? {} : { keys }),
  ...(startKey === undefined ? {} : { start_key: startKey }),
  ...(endKey === undefined ? {} : { end_key: endKey }),
  ...(skip ? { skip } : {}),
  ...(descending ? { descending } : {}),
  ...(docs ? { include_docs: true } : {}),
  ...(lazy ? { update: 'lazy' } : {}),
});

const changesQuery = ({ since, limit, docs, conflicts, wait = 0 }: ChangesOptions): Query => ({
  since,
  limit: Math.max(0, limit),
  ...(docs ? { include_docs: true } : {}),
  ...(docs && conflicts ? { conflicts: true } : {}),
  ...(wait > 0 && limit > 0 ? { feed: 'longpoll', timeout: wait } : {}),
});

const change = ({ id, seq, changes, deleted = false, doc }: ChangeRow, docs: boolean): Change => ({
  id,
  seq: String(seq),
  rev: changes[0]!.rev,
  deleted,
  ...(docs ? { doc: doc ?? null } : {}),
});

const result = ({ ok, rev, accepted, error, reason }: BulkRow, id: string): WriteResult =>
  (ok || !error) && rev
    ? { id, ok: true, rev, ...(accepted ? { accepted } : {}) }
    : { id, ok: false, error: error ?? 'unknown', reason: reason ?? 'The database gave no reason' };

/** Answers for revisions stored as given: CouchDB speaks of those only that it refused. */
const replicated = (docs: readonly Doc[], answer: readonly BulkRow[]): WriteResult[] => {
  const refused = answer.filter(({ error }) => error);
  return docs.map(({ _id: id, _rev: rev = '' }) => {
    const refusal = refused.find(row => row.id === id && (row.rev === undefined || row.rev === rev));
    return refusal ? result({ ...refusal, ok: false, rev: '' }, id) : { id, ok: true, rev };
  });
};
