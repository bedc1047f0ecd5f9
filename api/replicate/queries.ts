import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { viewNames } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { segment } from '../couch/couch.ts';
import type { Programme } from '../programme/programme.ts';
import { callerOf, onlineOnly } from '../session/doors.ts';
import { visible } from './read.ts';
import type { Scope } from './scope.ts';

const findBody = z.looseObject({
  selector: z.record(z.string(), z.unknown()),
  fields: z.array(z.string()).optional(),
  limit: z.number().int().min(0).max(10_000).default(25),
});

/** A field with dots in its name as a path; a backslash keeps a dot. */
const pathOf = (field: string): string[] => field.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));

/** The wanted fields of a document, where they are. */
const pick = (doc: Doc, fields: readonly string[] | undefined): object => {
  if (!fields || fields.length === 0) return doc;
  const picked: Record<string, unknown> = {};
  for (const path of fields.map(pathOf)) {
    let from: unknown = doc;
    for (const part of path)
      from =
        from && typeof from === 'object' && Object.hasOwn(from, part)
          ? (from as Record<string, unknown>)[part]
          : undefined;
    if (from === undefined) continue;
    let into = picked;
    for (const part of path.slice(0, -1)) {
      if (!Object.hasOwn(into, part))
        Object.defineProperty(into, part, { value: {}, enumerable: true, writable: true, configurable: true });
      into = into[part] as Record<string, unknown>;
    }
    Object.defineProperty(into, path.at(-1)!, { value: from, enumerable: true, writable: true, configurable: true });
  }
  return picked;
};

/**
 * What an online user may see, as a selector. Without it the bookmark of an answer would tell the id of the last
 * document found, also of one that is left out: that of a link to log in is the link.
 */
const openTo = ({ name, views }: Scope, types: readonly ContactType[]): object => {
  const closed = [
    'token_login',
    ...(views.users ? [] : ['user-settings']),
    ...(views.contacts ? [] : ['contact', ...types.map(({ id }) => id)]),
    ...(views.reports ? [] : ['data_record']),
  ];
  return { $or: [{ type: { $exists: false } }, { type: { $nin: closed } }, { _id: userId(name) }] };
};

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

/** Most rows of one answer, as of `_all_docs`: whoever wants more asks again from the last key on. */
const mostRows = 10_000;

/** A number of a query, or of a body. */
const numberIn = (value: unknown): number =>
  value === undefined || Number.isNaN(Number(value)) ? Number.POSITIVE_INFINITY : Number(value);

/**
 * Questions to the database that online users may ask: Mango and the views of `ddocs/views`. Answers hold what they may
 * see.
 */
export const queryRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { couch, databases, main } = programme;
  const path = `/${segment(databases.main)}`;
  const passOn = async (reply: FastifyReply, response: Response) =>
    reply
      .code(response.status)
      .type('application/json')
      .send(await response.text());

  app.post('/medic/_find', { preHandler: onlineOnly }, async (request, reply) => {
    const body = findBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', z.prettifyError(body.error));
    const { fields, selector, ...query } = body.data;
    const scope = await programme.scope(callerOf(request));
    const within = scope.admin
      ? selector
      : { $and: [selector, openTo(scope, programme.settings.current().contact_types)] };
    const response = await couch.admin(`${path}/_find`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...query, selector: within }),
    });
    if (!response.ok) return passOn(reply, response);
    const answer = (await response.json()) as { docs: Doc[] };
    return { ...answer, docs: (await visible(programme, scope, answer.docs)).map(doc => pick(doc, fields)) };
  });

  interface ViewRoute {
    Params: { ddoc: string; view: string };
  }
  const view = async (request: FastifyRequest<ViewRoute>, reply: FastifyReply) => {
    const caller = callerOf(request);
    const { ddoc, view: name } = request.params;
    const known = (viewNames as readonly string[]).includes(`${ddoc}/${name}`);
    if (!known && !caller.admin)
      throw new AppError('doc/missing', 'There is no such view', { hint: `Views: ${viewNames.join(', ')}` });
    const given = request.query as Record<string, string>;
    const asked = (request.method === 'POST' ? (request.body ?? {}) : {}) as Record<string, unknown>;
    if (typeof asked !== 'object' || Array.isArray(asked))
      throw new AppError('request/invalid', 'Give an object with keys');
    const query = new URLSearchParams(Object.entries(given).filter(([key]) => viewOptions.includes(key)));
    if (!caller.admin) query.set('limit', String(Math.min(mostRows, numberIn(given.limit), numberIn(asked.limit))));
    const { limit: _, ...body } = asked;
    const post =
      request.method === 'POST'
        ? {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(caller.admin ? asked : body),
          }
        : {};
    const response = await couch.admin(`${path}/_design/${segment(ddoc)}/_view/${segment(name)}?${query}`, post);
    if (!response.ok) return passOn(reply, response);
    const answer = (await response.json()) as ViewAnswer;
    const scope = await programme.scope(caller);
    if (scope.admin) return answer;
    const ids = [...new Set(answer.rows.flatMap(({ id }) => (id === undefined ? [] : [id])))];
    const mine = new Set((await visible(programme, scope, await main.getMany(ids))).map(({ _id }) => _id));
    const seesAll = scope.views.contacts && scope.views.reports && scope.views.users;
    // A row without an id sums up documents: only who sees them all may know the sum.
    return { ...answer, rows: answer.rows.filter(({ id }) => (id === undefined ? seesAll : mine.has(id))) };
  };
  app.get<ViewRoute>('/medic/_design/:ddoc/_view/:view', { preHandler: onlineOnly }, view);
  app.post<ViewRoute>('/medic/_design/:ddoc/_view/:view', { preHandler: onlineOnly }, view);
};
