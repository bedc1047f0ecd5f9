import type { EventSettings } from '@rounds/config/sections/events.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import { isPost, type Post, textOfPost } from '@rounds/ddocs/events/post.ts';
import { authorOf } from '@rounds/sentinel/events/listen.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Inbox } from '../messages/inbox.ts';
import type { SettingsParts } from '../programme/parts.ts';
import { isTrue } from '../programme/settings-routes.ts';
import { writeSettings } from '../programme/write-settings.ts';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { readBody } from '../web/read-body.ts';
import { bookEvent, changeEvent, eventIdFor, planOf } from './book.ts';
import { editPost, keepPosts, postIdOf, withdrawPost } from './posts.ts';

/** The parts that the doors of events take. */
export interface EventParts extends SettingsParts, Pick<Visibility, 'audiences' | 'scope'> {
  messaging: { inbox: Inbox };
  now: () => number;
}

/** Posts and events that are listed at once, and posts that come with one request. */
const [mostListed, mostPosted] = [500, 500];

/** A moment with its zone, as ISO text. */
export const moment = z
  .string({ error: 'give a moment such as 2026-05-11T14:05:00Z' })
  .refine(text => /(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'give a moment with its zone, such as 2026-05-11T14:05:00Z',
  })
  .transform(text => new Date(text).toISOString());
const words = z.string({ error: 'give a text' }).min(1, { error: 'give a text' }).max(10_000);
const short = z.string().min(1).max(300);
const post = z.object({
  id: short,
  text: words,
  author: short.optional(),
  author_name: short.optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
  at: moment.transform(Date.parse).optional(),
});
const posts = z.union([
  z.object({ posts: z.array(post).min(1).max(mostPosted) }),
  post.transform(one => ({ posts: [one] })),
]);
const remind = z
  .array(z.number().int().min(1).max(1440), { error: 'list minutes before the start, such as [30, 15]' })
  .min(1)
  .max(5);
const booking = z.object({
  room: short,
  start: moment,
  end: moment.optional(),
  title: z.string().max(2000).optional(),
  post: short.optional(),
  remind: remind.optional(),
});
const patch = z.object({
  room: short.optional(),
  start: moment.optional(),
  end: moment.optional(),
  title: z.string().max(2000).optional(),
  remind: remind.optional(),
  state: z.enum(['approved', 'held', 'denied', 'cancelled']).optional(),
  reason: z.string().max(300).optional(),
});

/** The events of the programme. @throws `doc/missing` where it has none */
export const eventsOf = (settings: { events?: EventSettings | undefined }): EventSettings => {
  if (settings.events) return settings.events;
  throw new AppError('doc/missing', 'This programme has no events', {
    hint: 'Say in the section events of the settings where the venue is, and what is listened to',
  });
};

const postRoutes = (app: FastifyInstance, parts: EventParts): void => {
  const { main, settings, now, messaging } = parts;
  const source = 'api';
  const may = (request: FastifyRequest) =>
    need(settings.current(), callerOf(request).roles, 'can_post_events', 'can_manage_events');

  app.post('/api/v1/posts', async (request, reply) => {
    may(request);
    const { ignore } = eventsOf(settings.current());
    const given = readBody(posts, request.body).posts.map(one => ({ ...one, source }));
    const kept = await keepPosts({ inbox: messaging.inbox, ignore, now }, given);
    const ids = new Set(kept.map(({ _id }) => _id));
    const answers = given.map(({ id }) => ({ id, post: postIdOf(source, id), taken: ids.has(postIdOf(source, id)) }));
    return reply.code(201).send({ posts: answers });
  });

  app.put<{ Params: { id: string } }>('/api/v1/posts/:id', async request => {
    may(request);
    const { text } = readBody(z.object({ text: words }), request.body);
    if (await editPost(main, postIdOf(source, request.params.id), text, now())) return { ok: true };
    throw new AppError('doc/missing', `There is no post "${request.params.id}"`);
  });

  app.delete<{ Params: { id: string } }>('/api/v1/posts/:id', async request => {
    may(request);
    if (await withdrawPost(main, postIdOf(source, request.params.id), now())) return { ok: true };
    throw new AppError('doc/missing', `There is no post "${request.params.id}"`);
  });
};

/** A post as the page shows it. */
const shown = (doc: Post & { post: NonNullable<Post['post']> }) => ({
  ...{ id: doc._id, text: textOfPost(doc), at: doc.reported_date, author: authorOf(doc) },
  ...(doc.chat_message?.group ? { group: doc.chat_message.group } : {}),
  ...doc.post,
});

const listRoutes = (app: FastifyInstance, parts: EventParts): void => {
  const { main, settings, audiences, scope } = parts;
  const may = (request: FastifyRequest) => need(settings.current(), callerOf(request).roles, 'can_manage_events');

  app.get<{ Querystring: { before?: string; q?: string; outcome?: string } }>('/api/v1/posts', async request => {
    may(request);
    const { before, q = '', outcome } = request.query;
    const from = Number(before) || {};
    const rows = await main.query<null, Report>('medic-events/events', {
      ...{ startKey: ['post', from], endKey: ['post'], descending: true, limit: mostListed, docs: true, prompt: true },
    });
    const docs = rows.flatMap(({ doc }) => (isPost(doc) ? [doc] : []));
    const seen = await visible({ audiences }, await scope(callerOf(request)), docs);
    const wanted = String(q).toLowerCase();
    const found = seen
      .filter(isPost)
      .map(shown)
      .filter(one => !outcome || one.outcome === outcome)
      .filter(({ text, author = '', author_name = '' }) =>
        `${text} ${author} ${author_name}`.toLowerCase().includes(wanted),
      );
    const last = rows.length === mostListed ? Number((rows.at(-1)!.key as [string, number])[1]) : undefined;
    return { posts: found, ...(last === undefined ? {} : { before: last }) };
  });

  app.get<{ Querystring: { from?: string; to?: string } }>('/api/v1/events', async request => {
    may(request);
    const { from = '', to } = request.query;
    const rows = await main.query<null, EventDoc>('medic-events/events', {
      ...{
        startKey: ['at', String(from)],
        endKey: ['at', to ? String(to) : {}],
        limit: 5000,
        docs: true,
        prompt: true,
      },
    });
    return { events: rows.flatMap(({ doc }) => (isEvent(doc) ? [doc] : [])) };
  });
};

const bookingRoutes = (app: FastifyInstance, parts: EventParts): void => {
  const { main, settings, now } = parts;
  const may = (request: FastifyRequest) => need(settings.current(), callerOf(request).roles, 'can_manage_events');
  const at = () => ({ main, settings: eventsOf(settings.current()), now });

  app.post('/api/v1/events', async (request, reply) => {
    may(request);
    const { post: id, title, remind: minutes, ...given } = readBody(booking, request.body);
    const plan = await planOf(main, given, id, title);
    const event = await bookEvent(at(), eventIdFor(id), plan, callerOf(request).name, minutes);
    return reply.code(201).send({ event });
  });

  app.put<{ Params: { id: string } }>('/api/v1/events/:id', async request => {
    may(request);
    return { event: await changeEvent(at(), request.params.id, readBody(patch, request.body), callerOf(request).name) };
  });
};

const settingsOfEvents = (app: FastifyInstance, parts: EventParts): void => {
  const { settings } = parts;
  const may = (request: FastifyRequest) => need(settings.current(), callerOf(request).roles, 'can_manage_events');

  app.get('/api/v1/events/settings', async request => {
    may(request);
    return { events: ((await settings.stored()).raw as { events?: unknown }).events ?? null };
  });

  app.put<{ Querystring: { replace?: string } }>('/api/v1/events/settings', async request => {
    may(request);
    const events = readBody(z.record(z.string(), z.unknown()), request.body);
    const written = await writeSettings(
      parts,
      { events },
      { replace: isTrue(request.query.replace), overwrite: false },
    );
    return { success: true, ...written };
  });
};

/**
 * Posts come in, events are listed, booked and changed, and their settings too. Posting takes `can_post_events`, all
 * else `can_manage_events`. See README.md.
 */
export const eventRoutes = (app: FastifyInstance, parts: EventParts): void => {
  postRoutes(app, parts);
  listRoutes(app, parts);
  bookingRoutes(app, parts);
  settingsOfEvents(app, parts);
};
