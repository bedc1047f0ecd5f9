import type { Database } from '../databases/database.ts';
import { sequence } from '../databases/sequence.ts';
import type { Metadata } from '../databases/storage.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import { listed, piecesOf } from '../http/stream.ts';
import { compareIds } from '../lists/collate.ts';
import { type ListQuery, listQueriesOf, listQueryOf, pieceOf } from '../lists/list-query.ts';
import type { Call } from '../server/call.ts';
import { placeOf } from './places.ts';
import { type Answered, present } from './read.ts';

interface Row {
  id?: string;
  key: unknown;
  value?: { rev: string; deleted?: true };
  doc?: Answered | null;
  error?: 'not_found';
}

/** `GET` and `POST /db/_all_docs`, also `…/_all_docs/queries`. */
export async function allDocs(call: Call, db: Database): Promise<Answer> {
  if (call.path[2] === 'queries') {
    const queries = await listQueriesOf(call);
    const results = [];
    for (const query of queries) results.push(await wholeOf(db, query));
    return json({ results });
  }
  return answerOf(db, await listQueryOf(call));
}

/** `/db/_design_docs`: the same, for design documents only. */
export async function designDocs(call: Call, db: Database): Promise<Answer> {
  const query = await listQueryOf(call);
  const [low, high] = query.descending ? (['endkey', 'startkey'] as const) : (['startkey', 'endkey'] as const);
  return answerOf(db, { ...query, [low]: query[low] ?? '_design/', [high]: query[high] ?? '_design/\uffff' });
}

/** `/db/_local_docs`: documents that are never replicated. */
export async function localDocs(call: Call, db: Database): Promise<Answer> {
  const query = await listQueryOf(call);
  const all: Row[] = [];
  for await (const doc of db.storage.eachLocal()) {
    const row = { id: String(doc._id), key: doc._id, value: { rev: String(doc._rev) } };
    all.push(query.include_docs ? { ...row, doc: doc as Answered } : row);
  }
  const wanted = query.keys ? all.filter(({ key }) => query.keys?.includes(key)) : all;
  return json({ total_rows: null, offset: null, rows: wanted.slice(query.skip, query.skip + query.limit) });
}

/** How many documents stand before the first row; null in a database of many. */
async function offsetOf(
  db: Database,
  { startkey, descending, skip }: ListQuery,
  total: number,
): Promise<number | null> {
  const before = typeof startkey === 'string' && total > 0 ? await placeOf(db, startkey, descending) : 0;
  return before === null ? null : Math.min(before + skip, total);
}

/** What stands before the rows of an answer. */
async function headOf(
  db: Database,
  query: ListQuery,
): Promise<{ total_rows: number; offset: number | null; update_seq?: string }> {
  const total_rows = await db.docCount();
  const head = { total_rows, offset: query.keys ? null : await offsetOf(db, query, total_rows) };
  return query.update_seq ? { ...head, update_seq: sequence(db, await db.seq()) } : head;
}

const piecesFor = (db: Database, query: ListQuery): AsyncGenerator<Row[]> =>
  query.keys ? byKeys(db, query.keys, query) : byRange(db, query);

async function wholeOf(db: Database, query: ListQuery): Promise<object> {
  const rows: Row[] = [];
  for await (const piece of piecesFor(db, query)) for (const row of piece) rows.push(row);
  return { ...(await headOf(db, query)), rows };
}

/** A short answer whole, a long one piece by piece. */
async function answerOf(db: Database, query: ListQuery): Promise<Answer> {
  if (Math.min(query.keys?.length ?? Number.POSITIVE_INFINITY, query.limit) <= pieceOf(query))
    return json(await wholeOf(db, query));
  const head = JSON.stringify(await headOf(db, query)).slice(0, -1);
  async function* texts(): AsyncGenerator<readonly string[]> {
    for await (const piece of piecesFor(db, query)) yield piece.map(row => JSON.stringify(row));
  }
  return listed(`${head},"rows":[\n`, texts(), () => '\n]}\n');
}

async function* byKeys(db: Database, keys: readonly unknown[], query: ListQuery): AsyncGenerator<Row[]> {
  const ordered = query.descending ? [...keys].reverse() : keys;
  for (const wanted of piecesOf(ordered.slice(query.skip, query.skip + query.limit), pieceOf(query))) {
    const metadata = await db.storage.metadata(wanted.map(key => (typeof key === 'string' ? key : '')));
    const docs = await docsOf(db, metadata, query);
    yield wanted.map((key, at) => {
      const state = metadata[at];
      if (!state || typeof key !== 'string') return { key, error: 'not_found' };
      const row: Row = {
        id: state.id,
        key,
        value: state.deleted ? { rev: state.winningRev, deleted: true } : { rev: state.winningRev },
      };
      return query.include_docs ? { ...row, doc: docs[at] ?? null } : row;
    });
  }
}

async function* byRange(db: Database, query: ListQuery): AsyncGenerator<Row[]> {
  const from = requireText(query.startkey, 'startkey');
  const to = requireText(query.endkey, 'endkey');
  // unlike a view, CouchDB answers a range the wrong way round with no rows
  if (from !== undefined && to !== undefined && compareIds(from, to) * (query.descending ? -1 : 1) > 0) return;
  if (query.limit <= 0) return;
  let found: Metadata[] = [];
  let { skip, limit } = query;
  for await (const metadata of db.storage.eachId({ from, to, descending: query.descending })) {
    if (metadata.deleted || (!query.inclusive_end && metadata.id === to)) continue;
    if (skip-- > 0) continue;
    found.push(metadata);
    limit -= 1;
    if (limit > 0 && found.length < pieceOf(query)) continue;
    yield rowsOf(found, await docsOf(db, found, query), query);
    if (limit <= 0) return;
    found = [];
  }
  yield rowsOf(found, await docsOf(db, found, query), query);
}

const rowsOf = (found: readonly Metadata[], docs: readonly (Answered | null)[], { include_docs }: ListQuery): Row[] =>
  found.map(({ id, winningRev }, at) => {
    const row: Row = { id, key: id, value: { rev: winningRev } };
    return include_docs ? { ...row, doc: docs[at] ?? null } : row;
  });

/** The documents, when they are asked for; null for deleted ones. */
export async function docsOf(
  db: Database,
  metadata: readonly (Metadata | undefined)[],
  { include_docs, conflicts, attachments }: Pick<ListQuery, 'include_docs' | 'conflicts' | 'attachments'>,
): Promise<(Answered | null)[]> {
  if (!include_docs) return [];
  const living = metadata.map(one => (one && !one.deleted ? one : undefined));
  const bodies = await db.storage.bodies(living.map(one => one?.rev_map[one.winningRev] ?? 0));
  return Promise.all(
    living.map(async (one, at) => {
      const body = bodies[at];
      return one && body ? present(db.storage, one, body, { conflicts, attachments }) : null;
    }),
  );
}

function requireText(key: unknown, name: string): string | undefined {
  if (key === undefined || key === null) return undefined;
  if (typeof key === 'string') return key;
  if (name === 'startkey' && (typeof key === 'number' || typeof key === 'boolean')) return undefined;
  if (name === 'endkey' && typeof key === 'object') return undefined;
  throw badRequest(`${name} of _all_docs must be text`, 'query_parse_error');
}
