import { isReview, type ReviewDoc, type Urgency } from '@rounds/ddocs/review/review.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { readBody } from '../web/read-body.ts';
import { type DecidingParts, decide, seenBy } from './decide.ts';

/** Reviews that are listed at once, and that are decided with one request. */
const [most, mostTogether] = [500, 100];

const said = {
  answer: z.string({ error: 'say which of its answers' }),
  note: z.string().max(2000).optional(),
};
const one = z.object({ ...said, values: z.record(z.string(), z.string()).optional() });
const many = z.object({ ...said, ids: z.array(z.string()).min(1).max(mostTogether) });

const rank: Record<Urgency, number> = { now: 0, today: 1, later: 2 };
const rankOf = ({ urgency = 'today', escalated }: ReviewDoc): number => (escalated ? -1 : rank[urgency]);

/** The most urgent first: what is overdue, then by urgency, then by deadline. */
const byUrgency = (a: ReviewDoc, b: ReviewDoc): number =>
  rankOf(a) - rankOf(b) || (a.deadline ?? a.created).localeCompare(b.deadline ?? b.created);

const latestFirst = (a: ReviewDoc, b: ReviewDoc): number => (b.at ?? '').localeCompare(a.at ?? '');

/**
 * `GET /api/v1/reviews?state=open&kind=`: what waits for a decision, the most urgent first; what was decided, the latest
 * first. `POST /api/v1/reviews/:id` with `{answer, note?, values?}` decides one: of two who decide at once the first
 * counts, and the second is told who it was. `POST /api/v1/reviews` with `{ids, answer, note?}` gives several the same
 * answer, and tells of each what became of it. For holders of `can_decide_reviews` who may see what it is about.
 */
export const reviewRoutes = (app: FastifyInstance, parts: DecidingParts): void => {
  const may = (request: FastifyRequest) =>
    need(parts.settings.current(), callerOf(request).roles, 'can_decide_reviews');

  app.get<{ Querystring: { state?: string; kind?: string } }>('/api/v1/reviews', async request => {
    may(request);
    const state = request.query.state === 'decided' ? 'decided' : 'open';
    const key = [state, ...(request.query.kind ? [String(request.query.kind)] : [])];
    const rows = await parts.main.query<null, ReviewDoc>('medic-review/reviews', {
      ...{ startKey: key, endKey: [...key, {}], limit: most, docs: true, prompt: true },
    });
    const reviews = rows.flatMap(({ doc }) => (isReview(doc) ? [doc] : []));
    const seen = await seenBy(parts, callerOf(request), reviews);
    return { reviews: seen.sort(state === 'open' ? byUrgency : latestFirst), more: rows.length === most };
  });

  app.post<{ Params: { id: string } }>('/api/v1/reviews/:id', async (request, reply) => {
    may(request);
    const { won, review } = await decide(parts, callerOf(request), request.params.id, readBody(one, request.body));
    return reply.code(won ? 200 : 409).send({ won, review });
  });

  app.post('/api/v1/reviews', async request => {
    may(request);
    const { ids, ...answer } = readBody(many, request.body);
    const results: { id: string; won: boolean; review?: ReviewDoc; message?: string }[] = [];
    for (const id of new Set(ids))
      try {
        results.push({ id, ...(await decide(parts, callerOf(request), id, answer)) });
      } catch (error) {
        results.push({ id, won: false, message: error instanceof Error ? error.message : String(error) });
      }
    return { results };
  });
};
