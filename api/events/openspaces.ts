import type { EventSettings } from '@rounds/config/sections/events.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type EventDoc, type EventState, eventId, isEvent, type Reminder } from '@rounds/ddocs/events/event.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { writeSettings } from '../programme/write-settings.ts';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { readBody } from '../web/read-body.ts';
import { bookEvent, changeEvent, eventIdFor, planOf } from './book.ts';
import { type EventParts, eventsOf, moment } from './routes.ts';
import { textOf } from './sayings.ts';

/** How those systems count what was decided. */
const decided: Readonly<Record<EventState, 0 | 1 | 2>> = { held: 0, approved: 1, denied: 2, cancelled: 2 };
const stateFor = ['held', 'approved', 'denied'] as const;

const approved = z.union([z.literal(0), z.literal(1), z.literal(2)], {
  error: 'send 0 (waits), 1 (approved) or 2 (denied)',
});
const interval = z.number({ error: 'give minutes as a number' }).int().min(1).max(1440);
const words = z.string().max(2000);

const staged = z.object({
  room: z.string({ error: 'name the room' }).min(1).max(300),
  start: moment.optional(),
  scheduled_time: moment.optional(),
  time_interval: interval.optional(),
  original_tweet: words.optional(),
  tweet_id: z.string().min(1).max(300).optional(),
  approved: z.literal(1, { error: 'what is staged by hand goes out: send 1, or leave it out' }).optional(),
});

const changed = z.object({
  approved: approved.optional(),
  scheduled_time: moment.optional(),
  time_interval: interval.optional(),
  original_tweet: words.optional(),
  tweet: words.optional(),
});

const yes = z.union([z.boolean(), z.enum(['true', 'false', 'True', 'False']).transform(text => /true/i.test(text))]);
const config = z.object({
  auto_send: yes.optional(),
  default_send_interval: interval.optional(),
  ignore_users: z
    .union([z.array(z.union([z.string(), z.number()]).transform(String)), z.string().transform(listIn)])
    .optional(),
});

/** A list as those systems store it: `[1, 2]` as text, or what stands between commas. */
function listIn(text: string): string[] {
  return text
    .replace(/[[\]'"]/g, ' ')
    .split(/[\s,]+/)
    .filter(Boolean);
}

/** A reminder by the event and its minutes: `3f2a….15`. */
const itemId = ({ _id }: EventDoc, { minutes }: Pick<Reminder, 'minutes'>): string =>
  `${_id.slice(eventId('').length)}.${minutes}`;

const isPending = ({ state }: Reminder): boolean => state === 'planned' || state === 'saying';

/**
 * The doors of the reminder of open spaces at PyCon, for programs that speak to it: `/openspaces/tweets/` lists reminders
 * and stages one, `/openspaces/update/<id>` changes one, `/openspaces/config/` reads and writes what stands in the
 * settings. For a login with `can_review_events` or `can_manage_events`, by name and password.
 */
export const openspacesRoutes = (app: FastifyInstance, parts: EventParts): void => {
  const { main, settings, now } = parts;
  const may = (request: FastifyRequest) =>
    need(settings.current(), callerOf(request).roles, 'can_review_events', 'can_manage_events');
  const at = () => ({ main, settings: eventsOf(settings.current()), now });

  const item = (event: EventDoc, reminder: Reminder) => {
    const saying = {
      settings: eventsOf(settings.current()),
      wording: { settings: settings.current(), words: settings.words() },
      now: now(),
    };
    return {
      id: itemId(event, reminder),
      event: event._id,
      ...{ room: event.room, start: event.start },
      tweet_id: event.from?.post ?? null,
      screen_name: event.from?.author ?? null,
      tweet: textOf({ event, reminder }, saying, undefined),
      original_tweet: event.title,
      approved: decided[event.state],
      time_interval: reminder.minutes,
      scheduled_time: reminder.due,
      task_scheduled: reminder.state === 'saying',
      sent_time: reminder.state === 'said' ? (reminder.at ?? null) : null,
    };
  };

  const found = async (id: string): Promise<{ event: EventDoc; reminder: Reminder }> => {
    const [key = '', minutes = ''] = id.split('.');
    const event = await main.get<EventDoc>(eventId(key));
    const reminder = isEvent(event) ? event.reminders.find(one => String(one.minutes) === minutes) : undefined;
    if (isEvent(event) && reminder) return { event, reminder };
    throw new AppError('doc/missing', `There is no reminder "${id}"`, { hint: 'Take its id from /openspaces/tweets/' });
  };

  app.get<{ Querystring: { approved?: string; pending?: string } }>('/openspaces/tweets/', async request => {
    may(request);
    const { approved: which, pending } = request.query;
    if (which !== undefined && !['0', '1', '2'].includes(which))
      throw new AppError('request/invalid', `approved is not "${which}"`, { hint: 'Ask for 0, 1 or 2' });
    if (pending !== undefined && !/^(true|false)$/i.test(pending))
      throw new AppError('request/invalid', `pending is not "${pending}"`, { hint: 'Ask for True or False' });
    const rows = await main.query<null, EventDoc>('medic-events/events', {
      ...{ startKey: ['at', ''], endKey: ['at', {}], limit: 5000, docs: true, prompt: true },
    });
    return rows
      .flatMap(({ doc }) => (isEvent(doc) ? [doc] : []))
      .filter(({ state }) => which === undefined || decided[state] === Number(which))
      .flatMap(event =>
        event.reminders
          .filter(one => pending === undefined || isPending(one) === /^true$/i.test(pending))
          .map(one => item(event, one)),
      );
  });

  app.post('/openspaces/tweets/', async (request, reply) => {
    may(request);
    const body = readBody(staged, request.body);
    const { room, time_interval: minutes, scheduled_time: due, tweet_id: post } = body;
    const before = minutes ?? Math.min(...at().settings.reminders);
    const start =
      body.start ?? (due === undefined ? undefined : new Date(Date.parse(due) + before * 60_000).toISOString());
    if (start === undefined)
      throw new AppError('request/invalid', 'The reminder does not say when', {
        hint: 'Send start, or scheduled_time with time_interval',
      });
    const plan = await planOf(main, { room, start }, post, body.original_tweet);
    const remind = minutes === undefined && due === undefined ? undefined : [before];
    const event = await bookEvent(at(), eventIdFor(post), plan, callerOf(request).name, remind);
    return reply.code(201).send(event.reminders.map(one => item(event, one)));
  });

  app.get<{ Params: { id: string } }>('/openspaces/update/:id', async request => {
    may(request);
    const { event, reminder } = await found(request.params.id);
    return item(event, reminder);
  });

  app.route<{ Params: { id: string } }>({
    method: ['PUT', 'PATCH'],
    url: '/openspaces/update/:id',
    handler: async request => {
      may(request);
      const { event, reminder } = await found(request.params.id);
      const body = readBody(changed, request.body);
      if (body.tweet !== undefined && body.tweet !== item(event, reminder).tweet)
        throw new AppError('request/invalid', 'The words of a reminder are made when it is said', {
          hint: 'Change original_tweet, which it quotes, or events.reminder among the words of the programme',
        });
      const before = minutesBefore(event, reminder, body);
      const patch = {
        ...(body.approved === undefined || decided[event.state] === body.approved
          ? {}
          : { state: stateFor[body.approved] }),
        ...(body.original_tweet === undefined ? {} : { title: body.original_tweet }),
        ...(before === reminder.minutes
          ? {}
          : { remind: event.reminders.map(one => (one === reminder ? before : one.minutes)) }),
      };
      const after = await changeEvent(at(), event._id, patch, callerOf(request).name);
      return item(after, after.reminders.find(({ minutes }) => minutes === before) ?? reminder);
    },
  });

  const row = ({ auto_approve, reminders, ignore }: EventSettings) => ({
    ...{ id: 1, auto_send: auto_approve, default_send_interval: Math.min(...reminders), ignore_users: ignore },
  });

  app.get('/openspaces/config/', async request => {
    may(request);
    return [row(eventsOf(settings.current()))];
  });

  app.post('/openspaces/config/', async (request, reply) => {
    may(request);
    eventsOf(settings.current());
    const { auto_send: auto, default_send_interval: minutes, ignore_users: ignore } = readBody(config, request.body);
    const events = {
      ...(auto === undefined ? {} : { auto_approve: auto }),
      ...(minutes === undefined ? {} : { reminders: [minutes] }),
      ...(ignore === undefined ? {} : { ignore }),
    };
    await writeSettings(parts, { events }, { replace: false, overwrite: false });
    return reply.code(201).send(row(eventsOf(settings.current())));
  });
};

/** How many minutes before its start is to be reminded, by a moment or by minutes. @throws `request/invalid` */
const minutesBefore = (
  { start }: EventDoc,
  { minutes, due }: Reminder,
  { scheduled_time: at, time_interval: given }: z.output<typeof changed>,
): number => {
  // Whoever sends all of it back, with one of the two changed, means that one.
  if (at === undefined || at === due) return given ?? minutes;
  const before = (Date.parse(start) - Date.parse(at)) / 60_000;
  if (Number.isInteger(before) && before >= 1 && before <= 1440) return before;
  throw new AppError('request/invalid', `${at} is no time for that reminder`, {
    hint: `Give a whole minute within the day before ${start}`,
  });
};
