import { type WorkDoc, type WorkState, workId, workNow } from '@rounds/ddocs/conversations/work.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { type Caller, onlineOnly } from '../session/caller.ts';

/** What the doors of the work on conversations take. */
export interface WorkParts {
  main: Store;
  now: () => Ms;
  /** The user who asks, if he may see messages. */
  entering: (request: FastifyRequest) => Promise<{ caller: Caller }>;
  /** When the person of a conversation last wrote. */
  lastIn: (conversation: string) => Promise<Ms>;
}

const asked = z
  .object({
    state: z.enum(['open', 'pending', 'snoozed', 'resolved']).optional(),
    until: z.iso.datetime({ offset: true, error: 'give a moment such as 2026-03-01T08:00:00Z' }).optional(),
    wakes_on_reply: z.boolean().optional(),
    /** True to take it, false to give it back, a name to hand it to somebody. */
    owner: z.union([z.boolean(), z.string().min(1)]).optional(),
    /** Takes it from whoever has it. */
    anyway: z.boolean().optional(),
    note: z.string().trim().min(1).max(4000).optional(),
  })
  .refine(({ state, until }) => state !== 'snoozed' || until !== undefined, {
    error: 'say until when it is to be silent',
    path: ['until'],
  });

type Asked = z.output<typeof asked>;

/** What a body is not as it should be. */
export const wrong = (error: z.ZodError): AppError =>
  new AppError('request/invalid', error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '));

/** The work on a conversation after somebody did something; null where another looks after it. */
const workAfter = (before: WorkDoc | null, id: string, ask: Asked, user: string, now: Ms): WorkDoc | null => {
  const at = new Date(now).toISOString();
  const work: WorkDoc = before ?? { _id: workId(id), type: 'work', conversation: id, state: 'open', since: at };
  const { owner: _, until: __, wakes_on_reply: ___, ...plain } = work;
  const wanted = ask.owner === true ? user : ask.owner === false ? undefined : (ask.owner ?? work.owner);
  const isTaken = work.owner !== undefined && work.owner !== user && wanted !== work.owner;
  if (isTaken && !ask.anyway) return null;
  const state: WorkState = ask.state ?? work.state;
  const sleeps = state === 'snoozed';
  const until = ask.until ?? work.until;
  const wakes = ask.wakes_on_reply ?? work.wakes_on_reply;
  return {
    ...plain,
    state,
    since: ask.state === undefined ? work.since : at,
    ...(wanted === undefined ? {} : { owner: wanted }),
    ...(sleeps && until !== undefined ? { until } : {}),
    ...(sleeps && wakes !== undefined ? { wakes_on_reply: wakes } : {}),
    ...(ask.note === undefined ? {} : { notes: [...(work.notes ?? []), { by: user, at, text: ask.note }] }),
  };
};

/**
 * `PUT /api/v1/conversations/:id/work`: who looks after a conversation, where it stands, and notes among colleagues. Of
 * two who take it at once the first has it.
 */
export const workRoutes = (app: FastifyInstance, { main, now, entering, lastIn }: WorkParts): void => {
  const preHandler = onlineOnly;

  app.put<{ Params: { id: string } }>('/api/v1/conversations/:id/work', { preHandler }, async (request, reply) => {
    const { caller } = await entering(request);
    const { data, error } = asked.safeParse(request.body ?? {});
    if (error) throw wrong(error);
    const { id } = request.params;
    const moment = now();
    // What stands after the first write is the answer to the second of the same try.
    let made: WorkDoc | null = null;
    const { won, doc } = await win<WorkDoc>(main, workId(id), before => {
      if (made && JSON.stringify({ ...before, _rev: '' }) === JSON.stringify({ ...made, _rev: '' })) return before;
      made = workAfter(before, id, data, caller.name, moment);
      return made;
    });
    const state = workNow(doc, await lastIn(id), now());
    return reply.code(won ? 200 : 409).send({ won, work: doc, state });
  });
};
