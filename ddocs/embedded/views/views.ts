import type { Database } from '../databases/database.ts';
import { sequence } from '../databases/sequence.ts';
import { type Answered, present } from '../documents/read.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest, notFound } from '../http/error.ts';
import { listed, piecesOf } from '../http/stream.ts';
import { compareKeys } from '../lists/collate.ts';
import { type ListQuery, listQueriesOf, listQueryOf, pieceOf, requireRange } from '../lists/list-query.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Call } from '../server/call.ts';
import { type View, type ViewGroup, viewGroupOf } from './group.ts';
import { reducerOf } from './reduce.ts';
import type { Bound, IndexRow } from './view-index.ts';

/** `GET` and `POST /db/_design/<ddoc>/_view/<view>`, also `…/queries`. */
export async function readView(
  call: Call,
  db: Database,
  ddoc: string,
  name: string,
  queries: boolean,
): Promise<Answer> {
  const group = await groupOf(call, db, ddoc);
  const view = group.views.get(name);
  if (!view) throw notFound('missing_named_view');
  const asked = queries ? await listQueriesOf(call) : [await listQueryOf(call)];
  for (const query of asked) checkQuery(view, query);
  if (call.query.text('update') !== 'false' && call.query.text('stale') !== 'ok') await group.update();
  const [only] = asked;
  if (!queries && only && !isReduced(view, only)) return mappedAnswer(db, group, view, only);
  const answers = [];
  for (const query of asked) answers.push(await answerOf(db, group, view, query, call.server.sandbox));
  return json(queries ? { results: answers } : answers[0]);
}

/** The views of a design document. @throws `not_found` */
export async function groupOf(call: Call, db: Database, ddoc: string): Promise<ViewGroup> {
  const design = await db.design(`_design/${ddoc}`);
  if (!design) throw notFound();
  return viewGroupOf(db, design, call.server.maps);
}

const isReduced = (view: View, query: ListQuery) => view.reduce !== undefined && query.reduce !== false;
const isGrouped = (query: ListQuery) => query.group || query.group_level !== undefined;

function checkQuery(view: View, query: ListQuery): void {
  requireRange(query);
  if (isReduced(view, query)) {
    if (query.include_docs) throw badRequest('`include_docs` is invalid for reduce', 'query_parse_error');
    if (query.keys && query.keys.length > 1 && !query.group)
      throw badRequest('Multi-key fetches for reduce views must use `group=true`', 'query_parse_error');
  } else if (isGrouped(query)) {
    throw badRequest('Invalid use of grouping on a map view.', 'query_parse_error');
  } else if (query.reduce === true) {
    throw badRequest('Reduce is invalid for map-only views.', 'query_parse_error');
  }
}

async function answerOf(
  db: Database,
  group: ViewGroup,
  view: View,
  query: ListQuery,
  sandbox: Sandbox,
): Promise<object> {
  if (isReduced(view, query)) return { rows: await reduced(view, query, sandbox), ...seqOf(db, group, query) };
  const { head, rows } = mapped(view, query);
  return { ...head, rows: await shown(db, rows, query), ...seqOf(db, group, query) };
}

const seqOf = (db: Database, group: ViewGroup, { update_seq }: ListQuery): object =>
  update_seq ? { update_seq: sequence(db, group.seq()) } : {};

/** The rows of a map: few of them whole, many piece by piece. */
async function mappedAnswer(db: Database, group: ViewGroup, view: View, query: ListQuery): Promise<Answer> {
  const { head, rows } = mapped(view, query);
  const piece = pieceOf(query);
  const before = { ...head, ...seqOf(db, group, query) };
  if (rows.length <= piece) return json({ ...before, rows: await shown(db, rows, query) });
  async function* texts(): AsyncGenerator<readonly string[]> {
    for (const some of piecesOf(rows, piece)) yield (await shown(db, some, query)).map(row => JSON.stringify(row));
  }
  return listed(`${JSON.stringify(before).slice(0, -1)},"rows":[\n`, texts(), () => '\n]}\n');
}

function mapped(
  { index }: View,
  query: ListQuery,
): { head: { total_rows: number; offset: number }; rows: readonly IndexRow[] } {
  const { rows, offset } = query.keys
    ? { rows: rowsOfKeys(index, query.keys, query), offset: 0 }
    : rowsOfRange(index, query);
  const cut = query.keys ? rows.slice(query.skip, query.skip + query.limit) : rows;
  return { head: { total_rows: index.rows.length, offset }, rows: cut };
}

async function shown(db: Database, rows: readonly IndexRow[], query: ListQuery): Promise<object[]> {
  const plain = rows.map(({ id, key, value }) => ({ id, key, value }));
  if (!query.include_docs) return plain;
  const docs = await docsOfRows(db, rows, query);
  return plain.map((row, at) => ({ ...row, doc: docs[at] ?? null }));
}

function rowsOfRange(
  { rows, between }: View['index'],
  query: ListQuery,
): { rows: readonly IndexRow[]; offset: number } {
  const [from, to] = between(...boundsOf(query));
  if (!query.descending) {
    const start = Math.min(from + query.skip, rows.length);
    return { rows: rows.slice(start, Math.max(start, Math.min(to, start + query.limit))), offset: start };
  }
  const end = Math.max(to - query.skip, from);
  return { rows: rows.slice(Math.max(from, end - query.limit), end).reverse(), offset: rows.length - end };
}

/**
 * The low and the high end of a query. Descending, an exclusive end is the low one: the rows equal to it are left out
 * by hand.
 */
function boundsOf(query: ListQuery): [Bound | undefined, Bound | undefined, boolean] {
  const bound = (key: unknown, id: string | undefined): Bound | undefined =>
    key === undefined ? undefined : { key, id };
  const start = bound(query.startkey, query.startkey_docid);
  const end = bound(query.endkey, query.endkey_docid);
  if (!query.descending) return [start, end, query.inclusive_end];
  return [end && !query.inclusive_end ? { ...end, id: end.id ?? '\u{10ffff}' } : end, start, true];
}

/** Rows of each key in turn, however often a key is named; descending, the last key comes first. */
function rowsOfKeys({ rows, between }: View['index'], keys: readonly unknown[], query: ListQuery): IndexRow[] {
  const found = keys.flatMap(key => rows.slice(...between({ key }, { key }, true)));
  return query.descending ? found.reverse() : found;
}

/** The documents of rows; a value `{_id}` names another document to show. */
async function docsOfRows(db: Database, rows: readonly IndexRow[], query: ListQuery): Promise<(Answered | null)[]> {
  const ids = rows.map(({ id, value }) => linkedId(value) ?? id);
  const distinct = [...new Set(ids)];
  const metadata = await db.storage.metadata(distinct);
  const bodies = await db.storage.bodies(
    metadata.map(one => (one && !one.deleted ? (one.rev_map[one.winningRev] ?? 0) : 0)),
  );
  const docs = await Promise.all(
    metadata.map(async (one, at) => {
      const body = bodies[at];
      return one && body ? present(db.storage, one, body, query) : null;
    }),
  );
  const byId = new Map(distinct.map((id, at) => [id, docs[at] ?? null]));
  return ids.map(id => byId.get(id) ?? null);
}

function linkedId(value: unknown): string | null {
  const { _id } = (value ?? {}) as { _id?: unknown };
  return typeof _id === 'string' ? _id : null;
}

async function reduced({ index, reduce = '_count' }: View, query: ListQuery, sandbox: Sandbox): Promise<object[]> {
  const reducer = reducerOf(reduce, sandbox);
  const groups = groupsOf(index, query).filter(({ rows }) => rows.length);
  const cut = groups.slice(query.skip, query.skip + query.limit);
  const values = cut.length ? await reducer(cut.map(({ rows }) => rows)) : [];
  return cut.map(({ key }, at) => ({ key, value: values[at] ?? null }));
}

function groupsOf(index: View['index'], query: ListQuery): { key: unknown; rows: readonly IndexRow[] }[] {
  if (!query.keys)
    return grouped(rowsOfRange(index, { ...query, skip: 0, limit: Number.POSITIVE_INFINITY }).rows, query);
  if (!query.group) return [{ key: null, rows: rowsOfKeys(index, query.keys, query) }];
  return query.keys.map(key => ({ key, rows: rowsOfKeys(index, [key], query) }));
}

function grouped(rows: readonly IndexRow[], query: ListQuery): { key: unknown; rows: IndexRow[] }[] {
  const level = query.group_level === undefined ? (query.group ? Number.POSITIVE_INFINITY : 0) : query.group_level;
  const groups: { key: unknown; rows: IndexRow[] }[] = [];
  for (const row of rows) {
    const key = level === 0 ? null : Array.isArray(row.key) ? row.key.slice(0, level) : row.key;
    const last = groups.at(-1);
    if (last && compareKeys(last.key, key) === 0) last.rows.push(row);
    else groups.push({ key, rows: [row] });
  }
  return groups;
}
