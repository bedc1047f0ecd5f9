import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { RoomDoc } from '@rounds/ddocs/events/event.ts';
import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { inTheWay } from '@rounds/sentinel/events/taken.ts';
import { DateTime } from 'luxon';

const isFree = (room: RoomDoc | null, start: Iso, settings: EventSettings): boolean =>
  !inTheWay(room, { event: '', start, words: '' }, settings.conflict);

/** The slots of a day, by the clock of the venue. @param day such as `2026-05-11` */
export const slotsOf = (day: string, { venue }: EventSettings): Iso[] => {
  const zone = byZone(venue.tz);
  const [first, last] = [venue.opens, venue.closes].map(time => DateTime.fromISO(`${day}T${time}`, zone));
  const slots: Iso[] = [];
  for (let at = first!; at <= last!; at = at.plus({ minutes: venue.slot_min })) slots.push(at.toUTC().toISO()!);
  return slots;
};

/** Slots of a day that are free in a room and have not begun. */
export const freeSlots = (room: RoomDoc | null, day: string, settings: EventSettings, now: Ms): Iso[] =>
  slotsOf(day, settings).filter(start => Date.parse(start) > now && isFree(room, start, settings));

/** The free starts that are nearest to a moment, at most three: as near as the next quarter of an hour. */
export const freeNear = (room: RoomDoc | null, start: Iso, settings: EventSettings): Iso[] => {
  const { opens, closes, tz } = settings.venue;
  const steps = Array.from({ length: 16 }, (_, index) => index + 1).flatMap(step => [step, -step]);
  const near = steps.map(step => DateTime.fromISO(start, byZone(tz)).plus({ minutes: step * 15 }));
  return near
    .filter(at => at.toFormat('HH:mm') >= opens && at.toFormat('HH:mm') <= closes)
    .map(at => at.toUTC().toISO()!)
    .filter(at => isFree(room, at, settings))
    .slice(0, 3)
    .sort();
};
