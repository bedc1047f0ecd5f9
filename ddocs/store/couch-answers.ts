import { type Doc, generation } from '../documents/doc.ts';
import type { CouchRequest } from './couch-server.ts';
import type { Change, ChangesOptions, QueryOptions, ReadOptions, ViewName, WriteResult } from './store.ts';

/** A database of a server: requests to it by their path below its name. */
export interface Remote {
  name: string;
  at(path: string, init?: CouchRequest): Promise<unknown>;
  answer<T>(path: string, init: CouchRequest): Promise<{ status: number; body: T }>;
}

/** The parameters of a request. */
export type Query = NonNullable<CouchRequest['query']>;

/** Requests that are under way at once where each document needs its own. */
export const atOnce = 10;

/** More copies than any cluster keeps: CouchDB then asks as many as there are. */
const everyCopy = 99;

/** Refusals of a document that its writer expects, as `_bulk_docs` calls them. */
export const answersOfOne = new Map([
  [403, 'forbidden'],
  [409, 'conflict'],
  [413, 'too_large'],
]);

/** What a reader of documents asks for, as parameters. */
export const readQuery = ({ rev, conflicts, attachments, revisions, quorum }: ReadOptions): Query => ({
  ...(rev ? { rev } : {}),
  ...(revisions ? { revs: true } : {}),
  ...(conflicts ? { conflicts } : {}),
  ...(attachments ? { attachments } : {}),
  ...(quorum === 'all' ? { r: everyCopy } : {}),
});

/** A row of `_all_docs` or of a view. */
export interface Row {
  id: string;
  key: unknown;
  value: unknown;
  doc?: Doc | null;
}

/** A row of an answer of `_bulk_get`: all leaves of a document, deleted ones too. */
export interface BulkGetRow {
  id: string;
  docs: { ok?: Doc; error?: { error?: string; reason?: string } }[];
}

/**
 * The leaf that CouchDB shows: of those not deleted the one with most generations, then with the greater hash. Null
 * where there is none.
 */
export const winnerOf = (docs: BulkGetRow['docs']): Doc | null =>
  docs
    .flatMap(({ ok }) => (ok && !ok._deleted ? [ok] : []))
    .reduce<Doc | null>((best, doc) => (best && compareRevs(best._rev, doc._rev) >= 0 ? best : doc), null);

const compareRevs = (a = '', b = ''): number => generation(a) - generation(b) || (a > b ? 1 : a < b ? -1 : 0);

/** A row of an answer of `_bulk_docs`. */
export interface BulkRow {
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

/** An answer of `_changes`; without results when it was broken off. */
export interface ChangesAnswer {
  results?: ChangeRow[];
  last_seq: string | number;
  pending?: number;
}

/** The path of a document below its database. */
export const pathOf = (id: string): string =>
  id.startsWith('_design/') ? `_design/${encodeURIComponent(id.slice(8))}` : encodeURIComponent(id);

/** The path of a view below its database. */
export const viewPath = (view: ViewName): string => {
  const [ddoc, name] = view.split('/');
  return `/_design/${ddoc}/_view/${name}`;
};

/** A question to a view, as the body of a request. */
export const viewQuery = ({
  key,
  keys,
  startKey,
  endKey,
  limit,
  skip,
  descending,
  docs,
  lazy,
}: QueryOptions): object => ({
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

/** A question for changes, as parameters. */
export const changesQuery = ({ since, limit, docs, conflicts, wait = 0 }: ChangesOptions): Query => ({
  since,
  limit: Math.max(0, limit),
  ...(docs ? { include_docs: true } : {}),
  ...(docs && conflicts ? { conflicts: true } : {}),
  ...(wait > 0 && limit > 0 ? { feed: 'longpoll', timeout: wait } : {}),
});

/** A change as the port tells it. */
export const change = ({ id, seq, changes, deleted = false, doc }: ChangeRow, docs: boolean): Change => ({
  id,
  seq: String(seq),
  rev: changes[0]!.rev,
  deleted,
  ...(docs ? { doc: doc ?? null } : {}),
});

/** The answer for one document that was written. */
export const result = ({ ok, rev, accepted, error, reason }: BulkRow, id: string): WriteResult =>
  (ok || !error) && rev
    ? { id, ok: true, rev, ...(accepted ? { accepted } : {}) }
    : { id, ok: false, error: error ?? 'unknown', reason: reason ?? 'The database gave no reason' };

/** Answers for revisions stored as given: CouchDB speaks of those only that it refused. */
export const replicated = (docs: readonly Doc[], answer: readonly BulkRow[]): WriteResult[] => {
  const refused = answer.filter(({ error }) => error);
  return docs.map(({ _id: id, _rev: rev = '' }) => {
    const refusal = refused.find(row => row.id === id && (row.rev === undefined || row.rev === rev));
    return refusal ? result({ ...refusal, ok: false, rev: '' }, id) : { id, ok: true, rev };
  });
};
