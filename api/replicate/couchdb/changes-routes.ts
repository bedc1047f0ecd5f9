import { PassThrough } from 'node:stream';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { forward } from '../../couch/forward.ts';
import { callerOf } from '../../session/caller.ts';
import { awaited, type ChangesAnswer, type ChangesParts, nextChanges } from '../changes/changes.ts';

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);
const whole = z.coerce.number().int().min(0);

/** What a client may ask of `_changes`. Anything else that CouchDB knows is for administrators. */
export const changesQuery = z.object({
  since: z.coerce.string().max(5000).default('0'),
  limit: whole.optional(),
  style: z.enum(['main_only', 'all_docs']).default('main_only'),
  feed: z.enum(['normal', 'longpoll']).default('normal'),
  heartbeat: z.union([z.literal('true').transform(() => 60_000), whole]).optional(),
  timeout: whole.optional(),
  include_docs: flag.default(false),
  conflicts: flag.optional(),
  attachments: flag.optional(),
  filter: z.enum(['_doc_ids']).optional(),
  doc_ids: z.union([z.array(z.string()), z.string().transform(text => JSON.parse(text) as string[])]).optional(),
  descending: flag.optional().refine(value => value !== true, 'descending is for administrators'),
  seq_interval: z.unknown().optional(),
  update_seq: z.unknown().optional(),
});
type Query = z.output<typeof changesQuery>;

/** Longest wait of one long poll, in ms: after it the client asks again, and whether it may is found out again. */
const longestWait = 60_000;
/** Sends a line every so often, so that neither end takes the connection for dead, then the answer. */
const sendLater = (
  reply: FastifyReply,
  heartbeat: number | undefined,
  answer: Promise<ChangesAnswer>,
): FastifyReply => {
  const body = new PassThrough();
  const beat = heartbeat ? setInterval(() => body.write('\n'), Math.max(1000, heartbeat)) : undefined;
  const finish = async () => {
    try {
      body.end(JSON.stringify(await answer));
    } catch (error) {
      body.destroy(error as Error);
    } finally {
      clearInterval(beat);
    }
  };
  void finish();
  return reply.type('application/json').header('cache-control', 'no-store').send(body);
};

/** What was asked, from the query and, for POST, from the body; or why that is nothing that can be answered. */
const parse = (request: FastifyRequest): Query | AppError => {
  const body = request.body && typeof request.body === 'object' ? request.body : {};
  try {
    const parsed = changesQuery.safeParse({ ...(request.query as object), ...body });
    if (!parsed.success) return new AppError('request/invalid', z.prettifyError(parsed.error));
    const { filter, doc_ids } = parsed.data;
    if (filter && !doc_ids) return new AppError('request/invalid', 'Give doc_ids');
    return filter ? parsed.data : { ...parsed.data, doc_ids: undefined };
  } catch {
    return new AppError('request/invalid', 'doc_ids is not JSON');
  }
};

/** `_changes` as CouchDB has it, with what the user may know of and nothing else. */
export const changesRoutes = (app: FastifyInstance, parts: ChangesParts): void => {
  app.route({
    method: ['GET', 'POST'],
    url: '/medic/_changes',
    async handler(request, reply) {
      const caller = callerOf(request);
      const parsed = parse(request);
      if (parsed instanceof AppError) {
        if (!caller.roles.includes('_admin')) throw parsed;
        // Continuous feeds, filters and the like: an administrator of the server asks CouchDB itself.
        const search = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
        return forward(parts, request, reply, `/${encodeURIComponent(parts.databases.main)}/_changes${search}`);
      }
      const query = parsed;
      const seeing = (options?: { anew: boolean }) => parts.scope(caller, options);
      if (query.feed === 'normal') return nextChanges(parts, seeing, query);
      const { index } = parts.feed.end();
      const first = await nextChanges(parts, seeing, query, true);
      if (first.results.length > 0) return first;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const wait = Math.min(longestWait, query.timeout ?? longestWait);
      // Compressed, a heartbeat would stay in the compressor.
      request.headers['x-no-compression'] = 'true';
      const from = { index, lastSeq: first.last_seq, wait, signal: gone.signal };
      return sendLater(reply, query.heartbeat, awaited(parts, seeing, query, from));
    },
  });
};
