import type { Database } from '../databases/database.ts';
import { type Answered, present } from '../documents/read.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import { requireCount } from '../http/query.ts';
import type { Call } from '../server/call.ts';
import { mangoIndexes, rowsOfIndex, shownIndex } from './mango-index.ts';
import { type Plan, planOf } from './plan.ts';
import { fieldPath, follow, type Matcher, matcherOf } from './selector.ts';

/** What `_find` is asked. */
interface FindQuery {
  selector: Record<string, unknown>;
  matches: Matcher;
  limit: number;
  skip: number;
  fields: string[] | null;
  conflicts: boolean;
  stats: boolean;
  /** Where the page before ended. */
  after: Position | null;
}

/** The last row of a page: its key in the index and its document. */
interface Position {
  key: unknown;
  id: string;
}

/** CouchDB's default. */
const LIMIT = 25;
/** Documents that are read at once. */
const CHUNK = 200;
const NO_BOOKMARK = 'nil';

/** `POST /db/_find`. */
export async function find(call: Call, db: Database): Promise<Answer> {
  const body = await call.object();
  const query = parseFind(body);
  const plan = planOf(query.selector, body.sort, body.use_index, await mangoIndexes(db));
  const started = performance.now();
  const { docs, last, keys } = await run(db, query, plan);
  const answer: Record<string, unknown> = {
    docs,
    bookmark: last ? writeBookmark(last) : (body.bookmark ?? NO_BOOKMARK),
  };
  if (plan.warning) answer.warning = plan.warning;
  if (query.stats) {
    answer.execution_stats = {
      total_keys_examined: plan.index ? keys : 0,
      total_docs_examined: keys,
      total_quorum_docs_examined: 0,
      results_returned: docs.length,
      execution_time_ms: Math.round((performance.now() - started) * 1000) / 1000,
    };
  }
  return json(answer);
}

/** `POST /db/_explain`: which index `_find` would take. */
export async function explain(call: Call, db: Database): Promise<Answer> {
  const body = await call.object();
  const { selector, limit, skip, fields } = parseFind(body);
  const { index, low, high, descending } = planOf(selector, body.sort, body.use_index, await mangoIndexes(db));
  const special = { ddoc: null, name: '_all_docs', type: 'special', def: { fields: [{ _id: 'asc' }] } };
  return json({
    dbname: db.name,
    index: index ? shownIndex(index) : special,
    partitioned: false,
    selector,
    opts: {
      use_index: body.use_index ?? [],
      bookmark: body.bookmark ?? NO_BOOKMARK,
      limit,
      skip,
      sort: body.sort ?? {},
      fields: fields ?? [],
    },
    limit,
    skip,
    fields: fields ?? [],
    mrargs: {
      include_docs: true,
      view_type: 'map',
      reduce: false,
      start_key: low ?? null,
      end_key: high ?? '<MAX>',
      direction: descending ? 'rev' : 'fwd',
    },
  });
}

function parseFind(body: Record<string, unknown>): FindQuery {
  const { selector, limit = LIMIT, skip = 0, fields, conflicts, execution_stats, bookmark } = body;
  if (selector === undefined) throw badRequest('Missing required key: selector', 'missing_required_key');
  const matches = matcherOf(selector);
  if (fields !== undefined && !(Array.isArray(fields) && fields.every(field => typeof field === 'string')))
    throw badRequest('fields must be a list of text', 'invalid_fields_json');
  return {
    selector: selector as Record<string, unknown>,
    matches,
    limit: requireCount('limit', limit),
    skip: requireCount('skip', skip),
    fields: fields === undefined || !fields.length ? null : (fields as string[]),
    conflicts: conflicts === true,
    stats: execution_stats === true,
    after: readBookmark(bookmark),
  };
}

async function run(
  db: Database,
  query: FindQuery,
  plan: Plan,
): Promise<{ docs: unknown[]; last: Position | null; keys: number }> {
  const docs: unknown[] = [];
  let last: Position | null = null;
  let keys = 0;
  let skip = query.after ? 0 : query.skip;
  if (!query.limit) return { docs, last, keys };
  for await (const chunk of chunks(plan.index ? fromIndex(db, plan, query.after) : fromIds(db, plan, query.after))) {
    const found = await readAll(
      db,
      chunk.map(({ id }) => id),
      query.conflicts,
    );
    for (const [at, position] of chunk.entries()) {
      keys += 1;
      const doc = found[at];
      if (!doc || !query.matches(doc)) continue;
      if (skip-- > 0) continue;
      docs.push(query.fields ? projected(doc, query.fields) : doc);
      last = position;
      if (docs.length >= query.limit) return { docs, last, keys };
    }
  }
  return { docs, last, keys };
}

async function* fromIndex(
  db: Database,
  { index, low, high, descending }: Plan,
  after: Position | null,
): AsyncGenerator<Position> {
  const { rows, between } = await rowsOfIndex(db, index!);
  const bottom = after && !descending ? { key: after.key, id: `${after.id}\0` } : { key: low };
  const [from, to] = between(bottom, after && descending ? after : { key: high }, !(after && descending));
  const found = rows.slice(from, to);
  if (descending) found.reverse();
  yield* found;
}

async function* fromIds(
  db: Database,
  { low, high, descending }: Plan,
  after: Position | null,
): AsyncGenerator<Position> {
  const text = (bound: unknown) => (typeof bound === 'string' ? bound : undefined);
  const [first, end] = descending ? [text(high), text(low)] : [text(low), text(high)];
  for await (const { id, deleted } of db.storage.eachId({ from: after?.id ?? first, to: end, descending })) {
    if (!deleted && id !== after?.id && !id.startsWith('_design/')) yield { key: id, id };
  }
}

async function* chunks(positions: AsyncGenerator<Position>): AsyncGenerator<Position[]> {
  let chunk: Position[] = [];
  for await (const position of positions) {
    if (chunk.push(position) < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length) yield chunk;
}

async function readAll(db: Database, ids: readonly string[], conflicts: boolean): Promise<(Answered | null)[]> {
  const metadata = await db.storage.metadata(ids);
  const bodies = await db.storage.bodies(
    metadata.map(one => (one && !one.deleted ? (one.rev_map[one.winningRev] ?? 0) : 0)),
  );
  return Promise.all(
    metadata.map(async (one, at) => {
      const body = bodies[at];
      return one && body ? present(db.storage, one, body, { conflicts }) : null;
    }),
  );
}

/** The named fields of a document, nested ones within their objects. */
function projected(doc: Answered, fields: readonly string[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const field of fields) {
    const path = fieldPath(field);
    const { value, present: isThere } = follow(doc, path);
    if (isThere && !path.includes('__proto__')) place(made, path, value);
  }
  return made;
}

function place(target: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (first === undefined) return;
  if (!rest.length) {
    target[first] = value;
    return;
  }
  const inner = (Object.hasOwn(target, first) ? target[first] : {}) as Record<string, unknown>;
  target[first] = inner;
  place(inner, rest, value);
}

const writeBookmark = (position: Position) =>
  Buffer.from(JSON.stringify([position.key, position.id])).toString('base64url');

function readBookmark(bookmark: unknown): Position | null {
  if (bookmark === undefined || bookmark === null || bookmark === '' || bookmark === NO_BOOKMARK) return null;
  try {
    const [key, id] = JSON.parse(Buffer.from(String(bookmark), 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof id === 'string') return { key, id };
  } catch {
    // answered below
  }
  throw badRequest('Invalid bookmark value', 'invalid_bookmark');
}
