import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../../session/caller.ts';
import { candidates, candidatesAbout } from '../../visibility/candidates.ts';
import type { Scope } from '../../visibility/scope.ts';
import { scopeHash } from '../../visibility/user-scope.ts';
import { inlined, unpurged, visible } from '../../visibility/visible.ts';
import { acceptsGzip } from '../../web/accepts-gzip.ts';
import type { ReplicateParts } from '../parts.ts';
import { replicationLog } from './replication-log.ts';

/** The parts that filling a phone takes. */
type FillParts = Omit<ReplicateParts, 'sentinel' | 'settings' | 'feed'>;

/** Documents held in memory at once, for one user. */
const pageSize = 500;

/** Documents of these ids that the user may see, page by page; the next page is read while one is sent. */
async function* docsOf(parts: FillParts, scope: Scope, ids: readonly string[]): AsyncGenerator<Doc> {
  const { main, audiences } = parts;
  const read = (at: number) =>
    parts.reading.page(scope.name, async () => ({
      moment: audiences.moment(),
      docs: at < ids.length ? await main.getMany(ids.slice(at, at + pageSize)) : [],
    }));
  let next = read(0);
  for (let at = 0; at < ids.length; at += pageSize) {
    const { moment, docs } = await next;
    next = read(at + pageSize);
    // A phone that hangs up does not wait for it, and its failure is heard of when it is its turn.
    next.catch(() => undefined);
    audiences.learn(docs, moment);
    yield* inlined(parts, await visible(parts, scope, docs));
  }
}

/** Every document of the programme that the user may see, in the database's order of ids. */
async function* everything(parts: FillParts, scope: Scope, after: string): AsyncGenerator<Doc> {
  for (let from = after; ; ) {
    const range = { from, to: '\ufff0', limit: pageSize, after: true };
    const docs = await parts.reading.page(scope.name, () => parts.main.range(range));
    if (docs.length === 0) return;
    from = docs.at(-1)!._id;
    yield* inlined(parts, await visible(parts, scope, docs));
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
  parts: FillParts,
  request: FastifyRequest,
  reply: FastifyReply,
  values: AsyncGenerator<unknown>,
): FastifyReply => {
  const source = Readable.from(lines(values), { objectMode: true, highWaterMark: 1 });
  void reply.type('application/x-ndjson').header('cache-control', 'no-store').header('vary', 'accept-encoding');
  const stopped = (error: Error | null | undefined) => {
    if (error) parts.log.info({ err: error, reqId: request.id }, 'a fill was broken off');
  };
  if (!acceptsGzip(request.headers['accept-encoding'])) return reply.send(source);
  const gzip = createGzip({ level: 4, flush: constants.Z_NO_FLUSH });
  pipeline(source, gzip, stopped);
  return reply.header('content-encoding', 'gzip').send(gzip);
};

const fillQuery = z.object({ after: z.string().max(2000).default(''), since: z.string().max(5000).optional() });
const aboutBody = z.object({ ids: z.array(z.string().min(1)).max(1000) });

/** A fill that was asked for. */
interface Asked {
  user: string;
  requestId: string;
  scope: Scope;
  /** Ids of the documents; undefined for all of the programme, which online users get. */
  ids: readonly string[] | undefined;
  /** Id of the last document that the phone has; empty when it begins. */
  after: string;
  /** The first line of the answer. */
  head: object;
}

/** The lines of a fill; how it ended stands in the replication log. */
async function* filled(parts: FillParts, { user, requestId, scope, ids, after, head }: Asked): AsyncGenerator<object> {
  const records = replicationLog(parts);
  const began = parts.now();
  // A phone that hangs up ends the loop in its midst.
  let outcome: 'whole' | 'failed' | 'broken off' = 'broken off';
  let counted = 0;
  try {
    yield head;
    for await (const doc of ids ? docsOf(parts, scope, ids) : everything(parts, scope, after)) {
      if (doc.type !== 'task') counted += 1;
      yield doc;
    }
    outcome = 'whole';
  } catch (error) {
    outcome = 'failed';
    throw error;
  } finally {
    const duration = parts.now() - began;
    const broken_off = outcome === 'broken off';
    if (outcome === 'whole') void records.succeeded(user);
    else void records.failed(user, { request: 'fill', request_id: requestId, broken_off, duration });
    if (outcome === 'whole' && ids && after === '') void records.counted(user, counted);
  }
}

/** The first fill of a phone, in one answer that can be resumed: all its user may see, or all after a document. */
const fill = (parts: FillParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = callerOf(request);
  const query = fillQuery.safeParse(request.query);
  if (!query.success) throw new AppError('request/invalid', 'after and since are texts');
  const { after, since } = query.data;
  const scope = await parts.scope(caller);
  // The sequence is read before any document: documents that change meanwhile are replicated afterwards.
  const { seq, docCount } = await parts.main.info();
  const open = scope.online ? [] : await candidates(parts, scope);
  const ids = scope.online
    ? undefined
    : await unpurged(
        parts,
        scope,
        open.filter(id => id > after),
      );
  const head = { seq: since ?? seq, count: ids ? ids.length : docCount, scope: scopeHash(scope) };
  const asked = { user: caller.name, requestId: request.id, scope, ids, after, head };
  return sendLines(parts, request, reply, filled(parts, asked));
};

/** What belongs to contacts that came into the scope of a phone's user. */
const about = (parts: FillParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const caller = callerOf(request);
  const body = aboutBody.safeParse(request.body);
  if (!body.success) throw new AppError('request/invalid', 'Give ids, a list of at most 1000 contact ids');
  const scope = await parts.scope(caller);
  const contacts = await visible(parts, scope, await parts.main.getMany(body.data.ids));
  const contactIds = contacts.map(({ _id }) => _id);
  const ids = contactIds.length > 0 ? await candidatesAbout(parts, scope, contactIds) : [];
  return sendLines(parts, request, reply, docsOf(parts, scope, await unpurged(parts, scope, ids)));
};

/** What a phone gets in one piece: all at first, and later what came into its user's scope. */
export const fillRoutes = (app: FastifyInstance, parts: FillParts): void => {
  app.get('/api/v1/replication/fill', { compress: false }, fill(parts));
  app.post('/api/v1/replication/about', { compress: false }, about(parts));
};
