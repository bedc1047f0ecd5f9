import type { Asked } from '../http/asked.ts';
import { badRequest } from '../http/error.ts';
import { type Query, requireCount } from '../http/query.ts';
import { compareKeys } from './collate.ts';

/** What a reader asks of a view or of `_all_docs`; names as in CouchDB's query. */
export interface ListQuery {
  keys?: readonly unknown[];
  /**
   * The range, ends included unless `inclusive_end` is false; undefined is open. `key` is a range with two equal ends.
   */
  startkey?: unknown;
  endkey?: unknown;
  startkey_docid?: string;
  endkey_docid?: string;
  inclusive_end: boolean;
  descending: boolean;
  limit: number;
  skip: number;
  include_docs: boolean;
  conflicts: boolean;
  attachments: boolean;
  update_seq: boolean;
  /** Undefined: reduce when the view can. */
  reduce?: boolean;
  group: boolean;
  group_level?: number;
}

/** Names with a value in JSON, and how else they are called. */
const JSON_NAMES = {
  key: ['key'],
  keys: ['keys'],
  startkey: ['startkey', 'start_key'],
  endkey: ['endkey', 'end_key'],
} as const;
const TEXT_NAMES = {
  startkey_docid: ['startkey_docid', 'start_key_doc_id'],
  endkey_docid: ['endkey_docid', 'end_key_doc_id'],
} as const;
const FLAGS = [
  'inclusive_end',
  'descending',
  'include_docs',
  'conflicts',
  'attachments',
  'update_seq',
  'reduce',
  'group',
] as const;
const COUNTS = ['limit', 'skip', 'group_level'] as const;

/** The query of a GET, or of a POST whose body wins over its URL. @throws `query_parse_error` */
export async function listQueryOf(asked: Asked): Promise<ListQuery> {
  const inUrl = fromUrl(asked.query);
  if (asked.method !== 'POST') return parseListQuery(inUrl);
  const body = await asked.object();
  return parseListQuery({ ...inUrl, ...body });
}

/** The queries of a POST to `…/queries`. @throws `bad_request` */
export async function listQueriesOf(asked: Asked): Promise<ListQuery[]> {
  const { queries } = await asked.object();
  if (!Array.isArray(queries)) throw badRequest('`queries` must be an array.');
  const inUrl = fromUrl(asked.query);
  return queries.map(one => {
    if (!one || typeof one !== 'object') throw badRequest('each of `queries` must be an object.');
    return parseListQuery({ ...inUrl, ...one });
  });
}

function fromUrl(query: Query): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of Object.values(JSON_NAMES).flat()) if (query.has(name)) values[name] = query.json(name);
  for (const name of Object.values(TEXT_NAMES).flat()) if (query.has(name)) values[name] = query.text(name);
  for (const name of FLAGS) if (query.has(name)) values[name] = query.flag(name);
  for (const name of COUNTS) if (query.has(name)) values[name] = query.count(name);
  return values;
}

/** Checks the values of a query. @throws `query_parse_error` */
export function parseListQuery(raw: Record<string, unknown>): ListQuery {
  const pick = (names: readonly string[]) => raw[names.find(name => raw[name] !== undefined) ?? names[0]!];
  const flag = (name: string, otherwise: boolean) => {
    const value = raw[name] ?? otherwise;
    if (typeof value !== 'boolean')
      throw badRequest(`Invalid boolean parameter: ${JSON.stringify(value)}`, 'query_parse_error');
    return value;
  };
  const text = (names: readonly string[]) => {
    const value = pick(names);
    if (value !== undefined && typeof value !== 'string')
      throw badRequest(`\`${names[0]}\` must be text.`, 'query_parse_error');
    return value;
  };
  const keys = pick(JSON_NAMES.keys);
  if (keys !== undefined && !Array.isArray(keys)) throw badRequest('`keys` parameter must be an array.');
  const query: ListQuery = {
    keys,
    startkey: pick(JSON_NAMES.startkey),
    endkey: pick(JSON_NAMES.endkey),
    startkey_docid: text(TEXT_NAMES.startkey_docid),
    endkey_docid: text(TEXT_NAMES.endkey_docid),
    inclusive_end: flag('inclusive_end', true),
    descending: flag('descending', false),
    limit: raw.limit === undefined ? Number.POSITIVE_INFINITY : requireCount('limit', raw.limit),
    skip: raw.skip === undefined ? 0 : requireCount('skip', raw.skip),
    include_docs: flag('include_docs', false),
    conflicts: flag('conflicts', false),
    attachments: flag('attachments', false),
    update_seq: flag('update_seq', false),
    reduce: raw.reduce === undefined ? undefined : flag('reduce', true),
    group: flag('group', false),
    group_level: raw.group_level === undefined ? undefined : requireCount('group_level', raw.group_level),
  };
  if (raw.key !== undefined) return { ...query, startkey: raw.key, endkey: raw.key, inclusive_end: true };
  return query;
}

/** Refuses a range whose end comes before its start. @throws `query_parse_error` */
export function requireRange({ startkey, endkey, descending }: ListQuery): void {
  if (startkey === undefined || endkey === undefined || compareKeys(startkey, endkey) * (descending ? -1 : 1) <= 0)
    return;
  throw badRequest(
    'No rows can match your key range, reverse your start_key and end_key or set descending=true',
    'query_parse_error',
  );
}

/** Rows that are read at once, and so many where their documents come along, or these with their attachments. */
const PIECE = 1000;
const PIECE_WITH_DOCS = 500;
const PIECE_WITH_ATTACHMENTS = 20;

/** How many rows of a list are read at once. */
export const pieceOf = ({ include_docs, attachments }: ListQuery): number => {
  if (!include_docs) return PIECE;
  return attachments ? PIECE_WITH_ATTACHMENTS : PIECE_WITH_DOCS;
};
