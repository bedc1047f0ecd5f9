import { createHash } from 'node:crypto';
import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { roomName } from '@rounds/sentinel/events/words.ts';
import { DateTime } from 'luxon';
import { endOf } from './ics.ts';

/** An event as apps for conferences read it. */
interface Talk {
  guid: string;
  id: number;
  date: string;
  start: string;
  duration: string;
  room: string;
  slug: string;
  title: string;
  url: string;
}

interface Day {
  index: number;
  date: string;
  day_start: string;
  day_end: string;
  rooms: Record<string, Talk[]>;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A number that an event keeps, as some of these apps want one. */
const numberOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) % 2 ** 31;

const talkOf = (event: EventDoc, settings: EventSettings): Talk => {
  const start = DateTime.fromISO(event.start, byZone(settings.venue.tz));
  const id = numberOf(event._id);
  return {
    ...{ guid: event._id.replace('event:', ''), id, date: start.toISO()!, start: start.toFormat('HH:mm') },
    duration: clock(Math.round((Date.parse(endOf(event, settings)) - Date.parse(event.start)) / 60_000)),
    room: roomName(settings, event.room),
    slug: `${settings.venue.code}-${id}`,
    title: event.title,
    url: event.from?.url ?? '',
  };
};

/** The days of a venue with what is announced, by room. */
export const daysOf = (events: readonly EventDoc[], settings: EventSettings): Day[] => {
  const { venue } = settings;
  const zone = byZone(venue.tz);
  return venue.days.map((date, at) => {
    const rooms: Record<string, Talk[]> = {};
    for (const event of events)
      if (event.state === 'approved' && DateTime.fromISO(event.start, zone).toISODate() === date) {
        const talk = talkOf(event, settings);
        rooms[talk.room] = [...(rooms[talk.room] ?? []), talk];
      }
    return {
      ...{ index: at + 1, date, rooms },
      day_start: DateTime.fromISO(`${date}T${venue.opens}`, zone).toISO()!,
      day_end: DateTime.fromISO(`${date}T${venue.closes}`, zone).toISO()!,
    };
  });
};

/** The schedule as pretalx gives it. */
export const scheduleJson = (events: readonly EventDoc[], settings: EventSettings, version: string): object => {
  const { venue } = settings;
  return {
    schedule: {
      version,
      conference: {
        ...{ acronym: venue.code, title: venue.name, start: venue.days[0], end: venue.days.at(-1) },
        ...{ daysCount: venue.days.length, timeslot_duration: clock(venue.slot_min), time_zone_name: venue.tz },
        rooms: venue.rooms.map(({ id }) => ({ name: roomName(settings, id) })),
        days: daysOf(events, settings),
      },
    },
  };
};

const xml = (text: string): string =>
  text.replace(/[^\P{Cc}\t\n\r]|\ufffe|\uffff/gu, '').replace(/[<>&"']/g, sign => `&#${sign.charCodeAt(0)};`);

const talkXml = (talk: Talk): string => {
  const fields = ['date', 'start', 'duration', 'room', 'slug', 'title', 'url'] as const;
  const inside = fields.map(name => `        <${name}>${xml(talk[name])}</${name}>`).join('\n');
  return `      <event guid="${xml(talk.guid)}" id="${talk.id}">\n${inside}\n      </event>`;
};

/** The schedule in the XML of Pentabarf and frab, which apps such as Giggity read. */
export const scheduleXml = (events: readonly EventDoc[], settings: EventSettings, version: string): string => {
  const { venue } = settings;
  const days = daysOf(events, settings).map(day => {
    const rooms = Object.entries(day.rooms).map(
      ([name, talks]) => `    <room name="${xml(name)}">\n${talks.map(talkXml).join('\n')}\n    </room>`,
    );
    const attributes = `index="${day.index}" date="${day.date}" start="${day.day_start}" end="${day.day_end}"`;
    return `  <day ${attributes}>\n${rooms.join('\n')}\n  </day>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <generator name="Rounds"/>
  <version>${xml(version)}</version>
  <conference>
    <acronym>${xml(venue.code)}</acronym>
    <title>${xml(venue.name)}</title>
    <start>${venue.days[0]}</start>
    <end>${venue.days.at(-1)}</end>
    <days>${venue.days.length}</days>
    <timeslot_duration>${clock(venue.slot_min)}</timeslot_duration>
    <time_zone_name>${xml(venue.tz)}</time_zone_name>
  </conference>
${days.join('\n')}
</schedule>
`;
};
