import { Readable } from 'node:stream';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { wellFormed } from '@rounds/sentinel/reading/well-formed.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../../session/caller.ts';
import type { Scope } from '../../visibility/scope.ts';
import { unpurged } from '../../visibility/visible.ts';
import type { ReplicateParts } from '../parts.ts';
import { batchLimit } from './limits.ts';
import { type Got, standing, visibleRevisions } from './revisions.ts';
import { type WriteParts, writeDocs } from './write-docs.ts';

/** Documents with their attachments that are held in memory at once. */
const docsAtOnce = 20;

const docsBody = z.object({
  docs: z.array(z.unknown()).max(10_000),
  new_edits: z.boolean().optional(),
});
const getBody = z.object({ docs: z.array(z.looseObject({ id: z.string(), rev: z.string().optional() })).max(10_000) });
const diffBody = z.record(z.string(), z.array(z.string().max(200)).max(1000));
/** Ids and revisions that are asked about at once. */
const mostDiffs = 20_000;

/**
 * What was sent in place of a document that is none is refused like one without an id: the others of its batch are not.
 */
const documentIn = (sent: unknown): Doc =>
  (typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : { _id: '' }) as Doc;

/** The parts that reading many revisions takes. */
type ReadParts = Pick<ReplicateParts, 'couch' | 'reading' | 'databases' | 'main' | 'audiences' | 'purged' | 'scope'>;

const pathOf = ({ databases }: ReadParts): string => `/${encodeURIComponent(databases.main)}`;

const bulkDocs = (parts: WriteParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = callerOf(request);
  const body = docsBody.safeParse(request.body);
  if (!body.success) throw new AppError('request/invalid', 'Give docs, a list of documents');
  const newEdits = body.data.new_edits !== false;
  const rows = await writeDocs(parts, caller, body.data.docs.map(documentIn), newEdits);
  return reply.code(201).send(newEdits ? rows : rows.filter(row => !('ok' in row)));
};

/** The answer of `_bulk_get`, piece by piece as the database gives it. */
async function* gotten(
  parts: ReadParts,
  scope: Scope,
  wanted: readonly { id: string }[],
  query: URLSearchParams,
): AsyncGenerator<string> {
  yield '{"results":[';
  let any = false;
  for (let at = 0; at < wanted.length; at += docsAtOnce) {
    const docs = wanted.slice(at, at + docsAtOnce);
    const got = await parts.reading.page(scope.name, () =>
      parts.couch.json<Got>(`${pathOf(parts)}/_bulk_get?${query}`, { docs }),
    );
    for (const result of (await visibleRevisions(parts, scope, got)).results) {
      yield `${any ? ',' : ''}${JSON.stringify(result)}`;
      any = true;
    }
  }
  yield ']}';
}

const bulkGet = (parts: ReadParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = callerOf(request);
  const body = getBody.safeParse(request.body);
  if (!body.success) throw new AppError('request/invalid', 'Give docs, a list of {id, rev}');
  // Each revision once, however often it is asked for.
  const each = new Map(body.data.docs.map(doc => [JSON.stringify([doc.id, doc.rev]), doc]));
  const named = [...each.values()].filter(({ id }) => !id.startsWith('_local/'));
  const given = request.query as Record<string, string>;
  const query = new URLSearchParams(
    ['revs', 'attachments', 'latest'].flatMap(key => (given[key] === 'true' ? [[key, 'true']] : [])),
  );
  const scope = await parts.scope(caller);
  const held = new Set(await unpurged(parts, scope, [...new Set(named.map(({ id }) => id))]));
  const wanted = named.filter(({ id }) => held.has(id));
  const answer = Readable.from(gotten(parts, scope, wanted, query), { objectMode: true, highWaterMark: 4 });
  return reply.type('application/json').send(answer);
};

const revsDiff = (parts: ReadParts) => async (request: FastifyRequest) => {
  const caller = callerOf(request);
  const body = diffBody.safeParse(request.body);
  if (!body.success) throw new AppError('request/invalid', 'Give lists of revisions by id');
  const scope = await parts.scope(caller);
  const given = Object.keys(body.data);
  if (given.length > mostDiffs)
    throw new AppError('request/too-large', `Ask about at most ${mostDiffs} documents at once`);
  // One that the database cannot be asked about must not stop its whole batch: writing it is refused.
  const ids = given.filter(id => wellFormed(id) === id);
  if (given.length === 0) return {};
  const state = await standing(parts, scope, ids);
  const asked = Object.fromEntries(ids.filter(id => state.get(id) !== 'hidden').map(id => [id, body.data[id]!]));
  // Of documents outside the scope nothing is told, not even that they are there: writing them is refused.
  const hidden = given.filter(id => !Object.hasOwn(asked, id)).map(id => [id, { missing: body.data[id]! }]);
  const isAsked = Object.keys(asked).length > 0;
  const known = isAsked ? await parts.couch.json<object>(`${pathOf(parts)}/_revs_diff`, asked) : {};
  return { ...known, ...Object.fromEntries(hidden) };
};

/** The bulk requests of replication: `_bulk_get`, `_revs_diff`, `_bulk_docs`. */
export const bulkRoutes = (app: FastifyInstance, parts: ReadParts & WriteParts): void => {
  app.post('/medic/_bulk_docs', { bodyLimit: batchLimit }, bulkDocs(parts));
  app.post('/medic/_bulk_get', { bodyLimit: batchLimit }, bulkGet(parts));
  app.post('/medic/_revs_diff', { bodyLimit: batchLimit }, revsDiff(parts));
};
