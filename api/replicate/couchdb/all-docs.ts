import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../../session/caller.ts';
import { candidates } from '../../visibility/candidates.ts';
import type { Scope } from '../../visibility/scope.ts';
import { inlined, visible } from '../../visibility/visible.ts';
import type { ReplicateParts } from '../parts.ts';
import { batchLimit } from './limits.ts';
import { sendRows } from './send-rows.ts';

/** The parts that `_all_docs` takes. */
type AllDocsParts = Pick<ReplicateParts, 'couch' | 'reading' | 'databases' | 'main' | 'audiences' | 'scope'>;

/** A query parameter of CouchDB: JSON in the query, a value in a body. */
const json = z.unknown().transform((value, context) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    context.addIssue('is not JSON');
    return z.NEVER;
  }
});
const text = json.pipe(z.string());
const flag = json.pipe(z.boolean());
const whole = json.pipe(z.number().int().min(0));

const allDocsQuery = z
  .object({
    keys: json.pipe(z.array(z.string().max(2000)).max(200_000)),
    key: text,
    startkey: text,
    start_key: text,
    endkey: text,
    end_key: text,
  })
  .extend({
    limit: whole,
    skip: whole,
    descending: flag,
    inclusive_end: flag,
    include_docs: flag,
    conflicts: flag,
    attachments: flag,
  })
  .partial();
type Query = z.output<typeof allDocsQuery>;

/** Values of a body are values already; those of the query are JSON. @throws `request/invalid` */
const read = (request: FastifyRequest): Query => {
  const body = request.body && typeof request.body === 'object' ? (request.body as Record<string, unknown>) : {};
  const quoted = Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, typeof value === 'string' ? JSON.stringify(value) : value]),
  );
  const parsed = allDocsQuery.safeParse({ ...(request.query as object), ...quoted });
  if (!parsed.success) throw new AppError('request/invalid', z.prettifyError(parsed.error));
  return parsed.data;
};

/** Most documents of one answer: a client that wants more asks again from the last id on. */
const mostRows = 10_000;
/** Documents that are read at once, and most of one answer with attachments. */
const pageSize = 500;
const withAttachmentsAtOnce = 10;

interface Row {
  id?: string;
  key: string;
  value?: { rev: string };
  doc?: Doc | null;
  error?: 'not_found';
}

const rowOf = (doc: Doc, query: Query): Row => ({
  ...{ id: doc._id, key: doc._id, value: { rev: doc._rev! } },
  ...(query.include_docs ? { doc } : {}),
});

/** Ids of a range, in the order asked for. */
const inRange = (ids: readonly string[], query: Query): string[] => {
  const { key, descending = false, inclusive_end: inclusive = true } = query;
  const [from, to] = [key ?? query.startkey ?? query.start_key, key ?? query.endkey ?? query.end_key];
  const after = (id: string) => from === undefined || (descending ? id <= from : id >= from);
  const before = (id: string) => to === undefined || (inclusive && id === to) || (descending ? id > to : id < to);
  const ordered = descending ? [...ids].reverse() : ids;
  return ordered.filter(id => after(id) && before(id));
};

/**
 * Rows of a range of the whole database that an online user may see. The database itself turns round: nothing is held
 * that is not answered.
 */
async function* rangeOf(parts: AllDocsParts, scope: Scope, query: Query): AsyncGenerator<Row> {
  const { couch, databases } = parts;
  const { key, descending = false, inclusive_end = true, skip = 0 } = query;
  const [first, last] = [key ?? query.startkey ?? query.start_key, key ?? query.endkey ?? query.end_key];
  const { conflicts = false, attachments = false } = query;
  const most = attachments ? pageSize : mostRows;
  const limit = Math.min(query.limit ?? most, most);
  const range = { include_docs: true, conflicts, limit: pageSize + 1, descending, inclusive_end };
  let [count, passed] = [0, 0];
  for (let at = first, before: string | undefined; count < limit; at = before) {
    const asked = Object.entries({
      ...range,
      ...(last === undefined ? {} : { endkey: last }),
      ...(at === undefined ? {} : { startkey: at }),
    });
    const parameters = new URLSearchParams(asked.map(([name, value]) => [name, JSON.stringify(value)]));
    const page = await parts.reading.page(scope.name, () =>
      couch.json<{ rows: { id: string; doc: Doc }[] }>(
        `/${encodeURIComponent(databases.main)}/_all_docs?${parameters}`,
      ),
    );
    const fresh = page.rows.filter(({ id }) => id !== before);
    if (fresh.length === 0) break;
    before = fresh.at(-1)!.id;
    const docs = await visible(
      parts,
      scope,
      fresh.map(({ doc }) => doc),
    );
    const mine = docs.slice(Math.max(0, skip - passed)).slice(0, limit - count);
    passed += docs.length;
    count += mine.length;
    for await (const doc of attachments ? inlined(parts, mine) : mine) yield rowOf(doc, query);
    if (page.rows.length <= pageSize) break;
  }
}

/** One row for each of the ids, in their order. */
async function* byKeys(parts: AllDocsParts, scope: Scope, keys: readonly string[], query: Query): AsyncGenerator<Row> {
  const atOnce = query.attachments ? withAttachmentsAtOnce : pageSize;
  for (let at = 0; at < keys.length; at += atOnce) {
    const page = keys.slice(at, at + atOnce);
    const options = { conflicts: query.conflicts === true, attachments: query.attachments === true };
    const docs = await parts.reading.page(scope.name, () => parts.main.getMany(page, options));
    const mine = new Map((await visible(parts, scope, docs)).map(doc => [doc._id, doc]));
    for (const key of page) yield mine.has(key) ? rowOf(mine.get(key)!, query) : { key, error: 'not_found' };
  }
}

/** Rows of a range of what the user of a device may hold. */
async function* rangeOfDevice(
  parts: AllDocsParts,
  scope: Scope,
  ids: readonly string[],
  query: Query,
): AsyncGenerator<Row> {
  const { skip = 0 } = query;
  const end = skip + Math.min(query.limit ?? mostRows, mostRows);
  let passed = 0;
  for await (const row of byKeys(parts, scope, inRange(ids, query), query)) {
    if (row.error) continue;
    passed += 1;
    if (passed > skip) yield row;
    if (passed >= end) return;
  }
}

/** What stands before the rows of an answer, and the rows. */
interface AllDocsAnswer {
  total_rows: number;
  offset: number;
  rows: AsyncGenerator<Row>;
}

/** The answer to a question, its rows not yet looked for. */
const answerTo = async (parts: AllDocsParts, scope: Scope, query: Query): Promise<AllDocsAnswer> => {
  const offset = query.skip ?? 0;
  if (query.keys) {
    // Each once: an answer that grows with what was asked again and again would stop everybody else.
    const keys = [...new Set(query.keys)].slice(offset).slice(0, query.limit ?? Infinity);
    return { total_rows: keys.length, offset: 0, rows: byKeys(parts, scope, keys, query) };
  }
  if (scope.online)
    return { total_rows: (await parts.main.info()).docCount, offset, rows: rangeOf(parts, scope, query) };
  const ids = await candidates(parts, scope);
  return { total_rows: ids.length, offset, rows: rangeOfDevice(parts, scope, ids, query) };
};

/**
 * `_all_docs`, with what the user may see and nothing else. Rows are read as fast as the client takes them, and no more
 * once it is gone.
 */
export const allDocsRoutes = (app: FastifyInstance, parts: AllDocsParts): void => {
  app.route({
    method: ['GET', 'POST'],
    url: '/medic/_all_docs',
    bodyLimit: batchLimit,
    async handler(request, reply) {
      const scope = await parts.scope(callerOf(request));
      return sendRows(reply, await answerTo(parts, scope, read(request)));
    },
  });
};
