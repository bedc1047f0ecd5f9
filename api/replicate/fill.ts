import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { candidates, candidatesAbout } from './candidates.ts';
import { inlined, unpurged, visible } from './read.ts';
import { replicationLog } from './replication-log.ts';
import type { Scope } from './scope.ts';
import { scopeHash } from './user-scope.ts';

/** Documents held in memory at once, for one user. */
const pageSize = 500;

/** Documents of these ids that the user may see, page by page; the next page is read while one is sent. */
async function* docsOf(programme: Programme, scope: Scope, ids: readonly string[]): AsyncGenerator<Doc> {
  const { main, facts } = programme;
  const read = async (at: number) => ({
    moment: facts.moment(),
    docs: at < ids.length ? await main.getMany(ids.slice(at, at + pageSize)) : [],
  });
  let next = read(0);
  for (let at = 0; at < ids.length; at += pageSize) {
    const { moment, docs } = await next;
    next = read(at + pageSize);
    // Whoever hangs up does not wait for it, and its failure is heard of when it is its turn.
    next.catch(() => undefined);
    facts.learn(docs, moment);
    yield* inlined(programme, await visible(programme, scope, docs));
  }
}

/** Every document of the programme that the user may see, in the database's order of ids. */
async function* everything(programme: Programme, scope: Scope, after: string): AsyncGenerator<Doc> {
  for (let from = after; ; ) {
    const docs = await programme.main.range({ from, to: '\ufff0', limit: pageSize, after: true });
    if (docs.length === 0) return;
    from = docs.at(-1)!._id;
    yield* inlined(programme, await visible(programme, scope, docs));
  }
}

async function* lines(values: AsyncGenerator<unknown>): AsyncGenerator<string> {
  let text = '';
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < 32_768) continue;
    yield text;
    text = '';
  }
  if (text) yield text;
}

/** Sends lines of JSON, compressed where the client takes it. The database is read only as fast as the client reads. */
const sendLines = (
  programme: Programme,
  request: FastifyRequest,
  reply: FastifyReply,
  values: AsyncGenerator<unknown>,
): FastifyReply => {
  const source = Readable.from(lines(values), { objectMode: true, highWaterMark: 1 });
  void reply.type('application/x-ndjson').header('cache-control', 'no-store').header('vary', 'accept-encoding');
  const stopped = (error: Error | null | undefined) => {
    if (error) programme.log.info({ err: error, reqId: request.id }, 'a fill was broken off');
  };
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(source);
  const gzip = createGzip({ level: 4, flush: constants.Z_NO_FLUSH });
  pipeline(source, gzip, stopped);
  return reply.header('content-encoding', 'gzip').send(gzip);
};

const fillQuery = z.object({ after: z.string().max(2000).default(''), since: z.string().max(5000).optional() });
const aboutBody = z.object({ ids: z.array(z.string().min(1)).max(1000) });

/**
 * The first fill, in one answer that can be resumed (`frontend.md` §4), and what belongs to contacts that came into the
 * scope.
 */
export const fillRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { main } = programme;
  const records = replicationLog(programme);

  app.get('/api/v1/replication/fill', { compress: false }, async (request, reply) => {
    const caller = callerOf(request);
    const query = fillQuery.safeParse(request.query);
    if (!query.success) throw new AppError('request/invalid', 'after and since are texts');
    const { after, since } = query.data;
    const scope = await programme.scope(caller);
    // The sequence is read before any document: what changes meanwhile is replicated afterwards.
    const { seq, docCount } = await main.info();
    const ids = scope.online
      ? undefined
      : await unpurged(
          programme,
          scope,
          (await candidates(programme, scope)).filter(id => id > after),
        );
    const began = programme.now();
    async function* fill() {
      // Whoever hangs up ends the loop in its midst.
      let outcome: 'whole' | 'failed' | 'broken off' = 'broken off';
      let counted = 0;
      try {
        yield { seq: since ?? seq, count: ids ? ids.length : docCount, scope: scopeHash(scope) };
        for await (const doc of ids ? docsOf(programme, scope, ids) : everything(programme, scope, after)) {
          if (doc.type !== 'task') counted += 1;
          yield doc;
        }
        outcome = 'whole';
      } catch (error) {
        outcome = 'failed';
        throw error;
      } finally {
        const duration = programme.now() - began;
        if (outcome === 'whole') void records.succeeded(caller.name);
        else
          void records.failed(caller.name, {
            request: 'fill',
            request_id: request.id,
            broken_off: outcome === 'broken off',
            duration,
          });
        if (outcome === 'whole' && ids && after === '') void records.counted(caller.name, counted);
      }
    }
    return sendLines(programme, request, reply, fill());
  });

  app.post('/api/v1/replication/about', { compress: false }, async (request, reply) => {
    const caller = callerOf(request);
    const body = aboutBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give ids, a list of at most 1000 contact ids');
    const scope = await programme.scope(caller);
    const asked = await visible(programme, scope, await main.getMany(body.data.ids));
    const ids =
      asked.length > 0
        ? await candidatesAbout(
            programme,
            scope,
            asked.map(({ _id }) => _id),
          )
        : [];
    return sendLines(programme, request, reply, docsOf(programme, scope, await unpurged(programme, scope, ids)));
  });
};
