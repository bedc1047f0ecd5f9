import { createHash } from 'node:crypto';
import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { roomName } from '@rounds/sentinel/events/words.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import { scheduleJson, scheduleXml } from './public/frab.ts';
import { calendar } from './public/ics.ts';
import { pageStyle, venuePage } from './public/page.ts';

/** The parts that the public page takes. */
export interface PublicParts {
  main: Store;
  settings: { current: () => Settings; words: () => Words };
  now: () => number;
}

interface Named {
  Params: { code: string };
}

/** Events that are shown at once; how long what was read for strangers is shown again, in ms. */
const [most, keptFor] = [5000, 5000];

/** Answers with an `ETag`, so that who follows asks often and fetches little. */
const send = (request: FastifyRequest, reply: FastifyReply, type: string, body: string) => {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  void reply.header('cache-control', 'public, max-age=30').header('etag', etag).type(type);
  return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(body);
};

/**
 * The public page of a venue, `/e/<code>`, with what is on today and tomorrow; calendars of all and of each room; the
 * schedule as XML and JSON. Without a login, where the programme says `public`.
 */
export const publicEventRoutes = (app: FastifyInstance, { main, settings, now }: PublicParts): void => {
  let kept: { until: number; code: string; events: EventDoc[] } | undefined;

  const venueOf = (code: string): EventSettings => {
    const { events } = settings.current();
    if (events?.venue.public && events.venue.code === code) return events;
    throw new AppError('doc/missing', 'There is no such venue', { hint: 'Look whether the address is right' });
  };
  /** All events from the first day on; what was held or never approved is nobody's to see. */
  const eventsOf = async ({ venue }: EventSettings): Promise<EventDoc[]> => {
    if (kept && kept.until > now() && kept.code === venue.code) return kept.events;
    const from = DateTime.fromISO([...venue.days].sort()[0]!, byZone(venue.tz))
      .toUTC()
      .toISO()!;
    const rows = await main.query<null, EventDoc>('medic-events/events', {
      ...{ startKey: ['at', from], endKey: ['at', {}], limit: most, docs: true, prompt: true },
    });
    const events = rows.flatMap(({ doc }) => (isEvent(doc) ? [doc] : []));
    kept = { until: now() + keptFor, code: venue.code, events };
    return events;
  };
  const wasSeen = ({ state, sequence }: EventDoc): boolean =>
    state === 'approved' || (state === 'cancelled' && sequence > 0);
  const versionOf = (events: readonly EventDoc[]): string =>
    events
      .map(({ changed }) => changed)
      .sort()
      .at(-1) ?? 'empty';
  const languageFor = ({ headers }: FastifyRequest): string => {
    const asked = String(headers['accept-language'] ?? '')
      .slice(0, 2)
      .toLowerCase();
    return Object.hasOwn(settings.words(), asked) ? asked : (settings.current().locale ?? 'en');
  };

  app.get('/e/page.css', (request, reply) => send(request, reply, 'text/css; charset=utf-8', pageStyle));

  app.get<Named>('/e/:code', async (request, reply) => {
    const venue = venueOf(request.params.code);
    const wording = { settings: settings.current(), words: settings.words() };
    const shown = { now: now(), language: languageFor(request) };
    void reply.header('vary', 'accept-language');
    return send(request, reply, 'text/html; charset=utf-8', venuePage(await eventsOf(venue), venue, wording, shown));
  });

  app.get<Named>('/e/:code/events.ics', async (request, reply) => {
    const venue = venueOf(request.params.code);
    const events = (await eventsOf(venue)).filter(wasSeen);
    return send(request, reply, 'text/calendar; charset=utf-8', calendar(events, venue, venue.venue.name));
  });

  app.get<{ Params: { code: string; room: string } }>('/e/:code/rooms/:room', async (request, reply) => {
    const venue = venueOf(request.params.code);
    const room = request.params.room.replace(/\.ics$/, '');
    if (!venue.venue.rooms.some(({ id }) => id === room))
      throw new AppError('doc/missing', `There is no room "${room}"`, {
        hint: 'Take its address from the page of the venue',
      });
    const events = (await eventsOf(venue)).filter(event => event.room === room && wasSeen(event));
    const name = `${venue.venue.name}: ${roomName(venue, room)}`;
    return send(request, reply, 'text/calendar; charset=utf-8', calendar(events, venue, name));
  });

  app.get<Named>('/e/:code/schedule.xml', async (request, reply) => {
    const venue = venueOf(request.params.code);
    const events = await eventsOf(venue);
    return send(request, reply, 'application/xml; charset=utf-8', scheduleXml(events, venue, versionOf(events)));
  });

  app.get<Named>('/e/:code/schedule.json', async (request, reply) => {
    const venue = venueOf(request.params.code);
    const events = await eventsOf(venue);
    const body = JSON.stringify(scheduleJson(events, venue, versionOf(events)));
    return send(request, reply, 'application/json; charset=utf-8', body);
  });
};
