import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { decided, isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';

/** The parts that the doors of reviews take. */
export interface ReviewParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** Reviews that are listed at once. */
const most = 500;

const answered = z.object({
  answer: z.string({ error: 'say which of its answers' }),
  note: z.string().max(2000).optional(),
});

/** Those of the reviews of which somebody may see all that they are about. */
const seenBy = async (parts: ReviewParts, request: FastifyRequest, reviews: readonly ReviewDoc[]) => {
  const subjects = ({ subject }: ReviewDoc) => [subject.contact, subject.doc].filter(id => id !== undefined);
  const ids = [...new Set(reviews.flatMap(subjects))];
  const docs = await parts.main.getMany(ids);
  const there = new Set(docs.flatMap(doc => (doc ? [doc._id] : [])));
  const seen = new Set((await visible(parts, await parts.scope(callerOf(request)), docs)).map(({ _id }) => _id));
  // What is gone hides nothing; what was never of this database is named by its title.
  return reviews.filter(review => subjects(review).every(id => seen.has(id) || !there.has(id)));
};

/**
 * `GET /api/v1/reviews?state=open&kind=`: what waits for a decision, by kind, the most urgent first. `POST
 * /api/v1/reviews/:id` with `{answer, note?}` decides one: of two who decide at once the first counts, and the second
 * is told who it was. For holders of `can_decide_reviews` who may see what it is about.
 */
export const reviewRoutes = (app: FastifyInstance, parts: ReviewParts): void => {
  const may = (request: FastifyRequest) =>
    need(parts.settings.current(), callerOf(request).roles, 'can_decide_reviews');

  app.get<{ Querystring: { state?: string; kind?: string } }>('/api/v1/reviews', async request => {
    may(request);
    const state = request.query.state === 'decided' ? 'decided' : 'open';
    const { kind } = request.query;
    const [startKey, endKey] = kind
      ? [
          [state, kind],
          [state, kind, {}],
        ]
      : [[state], [state, {}]];
    const rows = await parts.main.query<null, ReviewDoc>('medic-review/reviews', {
      ...{ startKey, endKey, limit: most, docs: true, prompt: true },
    });
    const reviews = rows.flatMap(({ doc }) => (isReview(doc) ? [doc] : []));
    return { reviews: await seenBy(parts, request, reviews), more: rows.length === most };
  });

  app.post<{ Params: { id: string } }>('/api/v1/reviews/:id', async (request, reply) => {
    may(request);
    const { id } = request.params;
    const found = await parts.main.get<ReviewDoc>(id);
    const [review] = isReview(found) ? await seenBy(parts, request, [found]) : [];
    if (!review) throw new AppError('doc/missing', `There is no review "${id}"`);
    const { data, error } = answered.safeParse(request.body);
    const answer = data?.answer ?? '';
    if (error || !review.answers.includes(answer))
      throw new AppError('request/invalid', `"${answer}" is no answer to this`, {
        hint: `Send answer as one of ${review.answers.join(', ')}`,
      });
    const decision = {
      ...{ answer, by: callerOf(request).name, at: new Date(parts.now()).toISOString() },
      ...(data?.note ? { note: data.note } : {}),
    };
    const { won, doc } = await win<ReviewDoc>(parts.main, id, stored => stored && decided(stored, decision));
    if (!won && !doc) throw new AppError('doc/missing', `There is no review "${id}" any more`);
    return reply.code(won ? 200 : 409).send({ won, review: doc });
  });
};
