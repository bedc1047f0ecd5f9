import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ScheduleDoc, ScheduleStart } from '@rounds/ddocs/study/schedule.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';

/** Day 0 of a schedule for one recipient: a date and a time by the clock of a zone. */
export interface Begin {
  date: string;
  time: string;
  /** As IANA names it; undefined for that of the machine. */
  zone: string | undefined;
}

const isStart = (start: unknown): start is ScheduleStart =>
  !!start && typeof start === 'object' && typeof (start as ScheduleStart).time === 'string';

/**
 * Day 0 of a schedule for a recipient: as the schedule says, else the contact that it is for, else the moment at which
 * that was made. A start without a date counts from the day on which the recipient came.
 * @param zone by whose clock the recipient lives, where the start names no zone
 */
export const beginOf = (
  schedule: Pick<ScheduleDoc, 'start'>,
  owner: Contact,
  recipient: Contact,
  zone: string | undefined,
): Begin => {
  const own = (owner as { schedule_start?: unknown }).schedule_start;
  const start = [schedule.start, own].find(isStart);
  const tz = start?.tz ?? zone;
  const came = (contact: Contact) => DateTime.fromMillis(Number(contact.reported_date) || 0, byZone(tz));
  if (!start) return { date: came(owner).toISODate() ?? '', time: came(owner).toFormat('HH:mm'), zone: tz };
  return { date: start.date ?? came(recipient).toISODate() ?? '', time: start.time, zone: tz };
};

/**
 * When the message of a day goes: that many days after day 0, at the same time by the clock on the wall, whatever the
 * clocks did meanwhile. A time that a clock jumps over comes as much later; of one that comes twice it is the first.
 */
export const dueOn = ({ date, time, zone }: Begin, day: number): Ms => {
  const [hour, minute] = time.split(':').map(Number);
  const at = DateTime.fromISO(date, byZone(zone)).plus({ days: day }).set({ hour, minute, second: 0, millisecond: 0 });
  const earlier = at.getPossibleOffsets().map(one => one.toMillis());
  return earlier.length > 1 ? Math.min(...earlier) : at.toMillis();
};
