import { Readable } from 'node:stream';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { wellFormed } from '@rounds/sentinel/reading/well-formed.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { unpurged } from './read.ts';
import { maySee, type Scope } from './scope.ts';
import { writeDocs } from './write.ts';

/** Largest body of a batch, in bytes. */
export const batchLimit = 64 * 1024 * 1024;
/** Documents with their attachments that are held in memory at once. */
const docsAtOnce = 20;

const docsBody = z.object({
  docs: z.array(z.looseObject({ _id: z.string().optional() })).max(10_000),
  new_edits: z.boolean().optional(),
});
const getBody = z.object({ docs: z.array(z.looseObject({ id: z.string(), rev: z.string().optional() })).max(10_000) });
const diffBody = z.record(z.string(), z.array(z.string()).max(1000));

/** A deleted revision as others may see it: that it is deleted, and nothing of what it held. */
export const tombstone = ({ _id, _rev, _revisions }: Doc): Doc => ({
  _id,
  ...(_rev ? { _rev } : {}),
  _deleted: true,
  ...(_revisions ? { _revisions } : {}),
});

/** A revision as `_bulk_get` and `open_revs` answer it. */
export type Revision = { ok: Doc } | { error: object } | { missing: string };

interface Got {
  results: { id: string; docs: Revision[] }[];
}

/** Which of these documents a user may see as they stand now. Missing and deleted ones are nobody's. */
const standing = async (
  { main, facts }: Programme,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, 'visible' | 'hidden' | 'missing'>> => {
  const stored = await main.getMany(ids);
  const found = await facts.of(stored.map((doc, index) => doc ?? { _id: ids[index]! }));
  return new Map(
    ids.map((id, index) => [id, stored[index] ? (maySee(scope, found[index]!) ? 'visible' : 'hidden') : 'missing']),
  );
};

/**
 * What of revisions that the database handed out a user may see; the others are left out, as if nobody had asked for
 * them.
 */
export const visibleRevisions = async (programme: Programme, scope: Scope, got: Got): Promise<Got> => {
  const state = await standing(programme, scope, [...new Set(got.results.map(({ id }) => id))]);
  const revisions = got.results.flatMap(({ docs }) => docs.flatMap(each => ('ok' in each ? [each.ok] : [])));
  const found = await programme.facts.of(revisions);
  const mine = new Set(revisions.filter((doc, index) => doc._deleted || maySee(scope, found[index]!)));
  const results = got.results.map(({ id, docs }) => ({
    id,
    docs: docs.flatMap((each): Revision[] => {
      if (!('ok' in each)) return state.get(id) === 'hidden' ? [] : [each];
      if (!mine.has(each.ok)) return [];
      if (each.ok._deleted) return [{ ok: tombstone(each.ok) }];
      return state.get(id) === 'visible' ? [each] : [];
    }),
  }));
  return { results: results.filter(({ docs }) => docs.length > 0) };
};

/** The bulk requests of replication: `_bulk_get`, `_revs_diff`, `_bulk_docs`. */
export const bulkRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { couch, databases } = programme;
  const path = `/${encodeURIComponent(databases.main)}`;

  app.post('/medic/_bulk_docs', { bodyLimit: batchLimit }, async (request, reply) => {
    const caller = callerOf(request);
    const body = docsBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give docs, a list of documents');
    const newEdits = body.data.new_edits !== false;
    const rows = await writeDocs(programme, caller, body.data.docs as Doc[], newEdits);
    return reply.code(201).send(newEdits ? rows : rows.filter(row => !('ok' in row)));
  });

  app.post('/medic/_bulk_get', { bodyLimit: batchLimit }, async (request, reply) => {
    const caller = callerOf(request);
    const body = getBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give docs, a list of {id, rev}');
    const named = body.data.docs.filter(({ id }) => !id.startsWith('_local/'));
    const given = request.query as Record<string, string>;
    const query = new URLSearchParams(
      ['revs', 'attachments', 'latest'].flatMap(key => (given[key] === 'true' ? [[key, 'true']] : [])),
    );
    const scope = await programme.scope(caller);
    const held = new Set(await unpurged(programme, scope, [...new Set(named.map(({ id }) => id))]));
    const wanted = named.filter(({ id }) => held.has(id));
    async function* answer() {
      yield '{"results":[';
      let any = false;
      for (let at = 0; at < wanted.length; at += docsAtOnce) {
        const got = await couch.json<Got>(`${path}/_bulk_get?${query}`, { docs: wanted.slice(at, at + docsAtOnce) });
        for (const result of (await visibleRevisions(programme, scope, got)).results) {
          yield `${any ? ',' : ''}${JSON.stringify(result)}`;
          any = true;
        }
      }
      yield ']}';
    }
    return reply.type('application/json').send(Readable.from(answer(), { objectMode: true, highWaterMark: 4 }));
  });

  app.post('/medic/_revs_diff', { bodyLimit: batchLimit }, async request => {
    const caller = callerOf(request);
    const body = diffBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give lists of revisions by id');
    const scope = await programme.scope(caller);
    const given = Object.keys(body.data);
    // One that the database cannot be asked about must not stop its whole batch: writing it is refused.
    const ids = given.filter(id => wellFormed(id) === id);
    if (given.length === 0) return {};
    const state = await standing(programme, scope, ids);
    const asked = Object.fromEntries(ids.filter(id => state.get(id) !== 'hidden').map(id => [id, body.data[id]!]));
    // Of documents outside the scope nothing is told, not even that they are there: writing them is refused.
    const hidden = given.filter(id => !Object.hasOwn(asked, id)).map(id => [id, { missing: body.data[id]! }]);
    const known = Object.keys(asked).length > 0 ? await couch.json<object>(`${path}/_revs_diff`, asked) : {};
    return { ...known, ...Object.fromEntries(hidden) };
  });
};
