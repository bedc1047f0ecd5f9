import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { viewNames } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { segment } from '../couch/couch.ts';
import { callerOf, onlineOnly } from '../session/caller.ts';
import type { Scope } from '../visibility/scope.ts';
import { visible } from '../visibility/visible.ts';
import { shallow } from '../web/depth.ts';
import { answerTo, passOn, type QueryParts } from './parts.ts';

interface ViewAnswer {
  rows: { id?: string; key: unknown; value: unknown; doc?: Doc | null; error?: string }[];
  [field: string]: unknown;
}

const viewOptions = [
  'key',
  'keys',
  'startkey',
  'start_key',
  'endkey',
  'end_key',
  'startkey_docid',
  'endkey_docid',
  'limit',
  'skip',
].concat(
  ...[
    'descending',
    'inclusive_end',
    'include_docs',
    'conflicts',
    'reduce',
    'group',
    'group_level',
    'sorted',
    'update_seq',
  ],
);

/** Most rows of one answer, as of `_all_docs`: a client that wants more asks again from the last key on. */
const mostRows = 10_000;
/** The same with documents, which are held in memory together. */
const mostWithDocs = 1000;

/** A number of a query, or of a body. */
const numberIn = (value: unknown): number =>
  value === undefined || Number.isNaN(Number(value)) ? Number.POSITIVE_INFINITY : Number(value);

interface ViewRoute {
  Params: { ddoc: string; view: string };
}

/**
 * Keys once each: an answer must not grow with what is asked again and again.
 * @throws `request/invalid` for what is no list, `request/too-large`
 */
const onceEach = (keys: unknown): { keys?: unknown[] } => {
  if (keys === undefined) return {};
  if (!Array.isArray(keys)) throw new AppError('request/invalid', 'keys is a list');
  if (keys.length > mostRows) throw new AppError('request/too-large', `Give at most ${mostRows} keys at once`);
  return { keys: [...new Map(keys.map(key => [JSON.stringify(key), key])).values()] };
};

/** Keys of a query, once each likewise. @throws as {@link onceEach} */
const keysInQuery = (text: string): string => {
  try {
    return JSON.stringify(onceEach(JSON.parse(text)).keys);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('request/invalid', 'keys is not JSON');
  }
};

/** Documents that are read at once. */
const pageSize = 500;

/** The question as the database is asked it: options in the query, keys in the body of a POST. */
const asked = (request: FastifyRequest<ViewRoute>, isAdmin: boolean): { query: URLSearchParams; init: RequestInit } => {
  const given = request.query as Record<string, string>;
  const body = (request.method === 'POST' ? (shallow(request.body) ?? {}) : {}) as Record<string, unknown>;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new AppError('request/invalid', 'Give an object with keys');
  const query = new URLSearchParams(Object.entries(given).filter(([key]) => viewOptions.includes(key)));
  if (!isAdmin && given.keys !== undefined) query.set('keys', keysInQuery(given.keys));
  if (!isAdmin) {
    const withDocs = given.include_docs === 'true' || body.include_docs === true;
    query.set(
      'limit',
      String(Math.min(withDocs ? mostWithDocs : mostRows, numberIn(given.limit), numberIn(body.limit))),
    );
  }
  if (request.method !== 'POST') return { query, init: {} };
  const { limit: _, keys, ...rest } = body;
  const headers = { 'content-type': 'application/json' };
  return {
    query,
    init: { method: 'POST', headers, body: JSON.stringify(isAdmin ? body : { ...rest, ...onceEach(keys) }) },
  };
};

/** Rows of documents that the user may see. */
const visibleRows = async (parts: QueryParts, scope: Scope, rows: ViewAnswer['rows']): Promise<ViewAnswer['rows']> => {
  const ids = [...new Set(rows.flatMap(({ id }) => (id === undefined ? [] : [id])))];
  const mine = new Set<string>();
  for (let at = 0; at < ids.length; at += pageSize)
    for (const { _id } of await visible(
      parts,
      scope,
      await parts.reading.page(scope.name, () => parts.main.getMany(ids.slice(at, at + pageSize))),
    ))
      mine.add(_id);
  const seesAll = scope.views.contacts && scope.views.reports && scope.views.users;
  // A row without an id sums up documents: only users who see them all may know the sum.
  return rows.filter(({ id }) => (id === undefined ? seesAll : mine.has(id)));
};

const view = (parts: QueryParts) => async (request: FastifyRequest<ViewRoute>, reply: FastifyReply) => {
  const caller = callerOf(request);
  const { ddoc, view: name } = request.params;
  const isKnown = (viewNames as readonly string[]).includes(`${ddoc}/${name}`);
  if (!isKnown && !caller.admin)
    throw new AppError('doc/missing', 'There is no such view', { hint: `Views: ${viewNames.join(', ')}` });
  const { query, init } = asked(request, caller.admin);
  const path = `/${segment(parts.databases.main)}/_design/${segment(ddoc)}/_view/${segment(name)}`;
  const { response, answer } = await answerTo<ViewAnswer>(parts, caller.name, `${path}?${query}`, init);
  if (!answer) return passOn(reply, response);
  const scope = await parts.scope(caller);
  return scope.admin ? answer : { ...answer, rows: await visibleRows(parts, scope, answer.rows) };
};

/** The views of `ddocs/views`, for online users. */
export const viewRoutes = (app: FastifyInstance, parts: QueryParts): void => {
  const url = '/medic/_design/:ddoc/_view/:view';
  app.get<ViewRoute>(url, { preHandler: onlineOnly }, view(parts));
  app.post<ViewRoute>(url, { preHandler: onlineOnly }, view(parts));
};
