import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Mark, Reading } from '@rounds/ddocs/events/post.ts';
import { DateTime } from 'luxon';
import { byZone, zoneNamed } from '../../dates/zone.ts';
import { dayWordFinder } from './days.ts';
import { findersFor } from './finders.ts';
import { roomFinder } from './rooms.ts';
import { type FoundDate, type FoundTime, findTimes } from './times.ts';

/** Reads posts for one venue. */
export type Extractor = (text: string, now: Ms) => Reading;

/** Texts that are longer are cut: nobody announces a room in so many words. */
const longest = 4000;

const blank = (text: string, at: number, length: number): string =>
  text.slice(0, at) + ' '.repeat(length) + text.slice(at + length);

/** Addresses, mentions and hashtags with letters say neither room nor time. */
const withoutNoise = (text: string): string =>
  text.replace(/https?:\S+|[\w.]+@[\w.]+|@[\w.]+|#(?=\S*\p{L}{3})[\p{L}\p{N}_]+/giu, found => ' '.repeat(found.length));

const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

/** A day in words of the venue's calendar: the year is that of the conference's day, else the nearest. */
const dayOf = ({ day, month, year }: FoundDate['date'], { days }: EventSettings['venue'], now: DateTime): string => {
  const end = `-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const ofVenue = year === undefined ? days.find(each => each.endsWith(end)) : undefined;
  return ofVenue ?? `${year ?? now.year}${end}`;
};

/** One time of one day, as the marks say it; a time that is not clear is taken for the one that the hours allow. */
interface Moment {
  start: DateTime;
  end?: DateTime;
  isClear: boolean;
  why?: string;
}

const isOpen = (time: string, { opens, closes }: EventSettings['venue']): boolean => time >= opens && time <= closes;

const momentOf = (found: FoundTime, day: string, venue: EventSettings['venue']): Moment => {
  const { hour, minute, end } = found;
  const later = hour < 12 ? hour + 12 : hour;
  const [asWritten, asEvening] = [clock(hour, minute), clock(later, minute)];
  const onlyLater = !found.isClear && !isOpen(asWritten, venue) && isOpen(asEvening, venue);
  const onlyNow = !found.isClear && isOpen(asWritten, venue) && (later === hour || !isOpen(asEvening, venue));
  // 10:30 where nothing begins at 22:30; but a mere `at 5` stays a guess whatever the hours are.
  const isClear = found.isClear || (onlyNow && hour >= 10);
  const taken = onlyLater ? later : hour;
  const zone = byZone(venue.tz);
  const start = DateTime.fromISO(`${day}T${clock(taken, minute)}`, zone);
  const skipped = start.toFormat('HH:mm') !== clock(taken, minute);
  const until =
    end && DateTime.fromISO(`${day}T${clock(end.hour + (onlyLater && end.hour < 12 ? 12 : 0), end.minute)}`, zone);
  return {
    ...{ start, isClear: isClear && !skipped },
    ...(until && until > start ? { end: until } : {}),
    ...(skipped ? { why: 'no such time' } : isClear ? {} : { why: 'am or pm' }),
  };
};

/** Reads what a venue's posts announce. See README.md, "What is found". */
export const openExtractor = (settings: EventSettings): Extractor => {
  const { venue, languages, date_order: order } = settings;
  const rooms = roomFinder(venue.rooms);
  const days = dayWordFinder(languages, venue.days);
  const finders = findersFor(languages, order);
  const zone = zoneNamed(venue.tz);

  return (written, at) => {
    const text = written.slice(0, longest);
    const now = DateTime.fromMillis(at, { zone });
    const roomMarks = rooms(text);
    const clean = roomMarks.reduce((left, mark) => blank(left, mark.at, mark.length), withoutNoise(text));
    const dayMarks = days(clean, now);
    const bare = dayMarks.reduce((left, mark) => blank(left, mark.at, mark.length), clean);
    const found =
      /\d/.test(bare) || /noon|midi/i.test(bare)
        ? findTimes(bare, finders, at, zone.offset(at))
        : { times: [], dates: [] };
    const dateMarks: Mark[] = [
      ...dayMarks,
      ...found.dates.map(({ at: index, length, date }) => ({
        ...{ kind: 'date' as const, at: index, length, value: dayOf(date, venue, now) },
      })),
    ];
    const named = new Set([
      ...dateMarks.map(({ value }) => value),
      ...found.times.flatMap(({ date }) => (date ? [dayOf(date, venue, now)] : [])),
    ]);
    const ofTime = (time: FoundTime): string =>
      time.date ? dayOf(time.date, venue, now) : named.size === 1 ? [...named][0]! : (now.toISODate() ?? '');
    const timed = found.times.map(time => ({ time, moment: momentOf(time, ofTime(time), venue) }));
    const moments = new Map(timed.map(({ moment }) => [moment.start.toMillis(), moment] as const));
    const timeMarks = timed.map(
      ({ time, moment }): Mark => ({
        ...{ kind: 'time', at: time.at, length: time.length, value: moment.start.toFormat('HH:mm') },
        ...(moment.isClear ? {} : { guess: true }),
      }),
    );
    const marks = [...roomMarks, ...timeMarks, ...dateMarks].sort((a, b) => a.at - b.at);
    const which = new Set(roomMarks.flatMap(({ kind, value }) => (kind === 'room' ? [value] : [])));
    const [moment] = [...moments.values()];
    const unknown = roomMarks.some(({ kind }) => kind === 'unknown_room');
    if (which.size === 0 && moments.size === 0) return { text, marks, grade: 'none', why: [] };
    const one = moments.size === 1 ? moment! : undefined;
    const day = one?.start.toISODate() ?? '';
    const why = [
      ...(which.size === 0
        ? [unknown ? 'unknown room' : 'no room']
        : which.size > 1 || unknown
          ? ['several rooms']
          : []),
      ...(moments.size === 0 ? ['no time'] : moments.size > 1 ? ['several times'] : []),
      ...(one?.why ? [one.why] : []),
      ...(named.size > 1 ? ['several days'] : []),
      ...(one && !venue.days.includes(day) ? ['not a day of the conference'] : []),
      ...(one && !one.why && !isOpen(one.start.toFormat('HH:mm'), venue) ? ['outside the hours'] : []),
    ];
    return {
      ...{ text, marks, grade: why.length === 0 ? 'sure' : 'guess', why },
      ...(which.size === 1 ? { room: [...which][0]! } : {}),
      ...(one ? { start: one.start.toUTC().toISO()! } : {}),
      ...(one?.end ? { end: one.end.toUTC().toISO()! } : {}),
    };
  };
};
