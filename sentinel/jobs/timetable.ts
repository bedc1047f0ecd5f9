import later, { type Recurrence } from '@breejs/later';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { validate } from 'node-cron';

/** When something happens again and again, on the clock of a zone. */
export interface Timetable {
  /**
   * The first time after a moment; null when there is none.
   * @param zone as IANA names it; undefined for that of this machine
   */
  next(after: Ms, zone?: string): Ms | null;
  /** The last time up to a moment, that moment included; null when there is none. */
  last(at: Ms, zone?: string): Ms | null;
}

/** What `reminders` and `purge` say of their times: one of the two. */
export interface Times {
  /** Five fields, or six with seconds first. */
  cron?: string | undefined;
  /** Such as `at 9:00 am on Monday`. */
  text_expression?: string | undefined;
}

/** A day that comes in a thousand years, such as 31 February, never comes. */
const horizon = 100 * 366 * 86_400_000;
const zoned = (zone: string | undefined) => (zone === undefined ? {} : { zone });
/** Moments as `later` counts them: what the clock of the zone shows, read as UTC. */
const shown = (at: Ms, zone?: string): Ms =>
  DateTime.fromMillis(at, zoned(zone)).setZone('utc', { keepLocalTime: true }).toMillis();
const moment = (shownAt: Ms, zone?: string): Ms =>
  DateTime.fromMillis(shownAt, { zone: 'utc' })
    .setZone(zone ?? 'local', { keepLocalTime: true })
    .toMillis();

const recurring = (recurrence: Recurrence): Timetable => {
  const schedule = later.schedule(recurrence);
  const second = (at: Ms): Ms => Math.floor(at / 1000) * 1000;
  return {
    next: (after, zone) => {
      const from = second(shown(after, zone));
      const next = schedule.next(1, new Date(from + 1000));
      return next && next.getTime() - from < horizon ? moment(next.getTime(), zone) : null;
    },
    last: (at, zone) => {
      const from = second(shown(at, zone));
      const last = schedule.prev(1, new Date(from));
      return last && from - last.getTime() < horizon ? moment(last.getTime(), zone) : null;
    },
  };
};

/** `later` wants minutes after the hour; people write `at 12 am on Sunday`. */
const withMinutes = (text: string): string => text.replace(/(?<![:\d])(\d{1,2})\s*([ap]m)\b/gi, '$1:00 $2');

/** What is wrong with a time that cannot be read; undefined when nothing is. */
export const timesFault = ({
  cron,
  text_expression: text,
}: Times): { at: keyof Times; message: string } | undefined => {
  if (cron && !validate(cron)) return { at: 'cron', message: 'cannot be read; write five fields such as 0 9 * * 1' };
  if (!text) return undefined;
  const whole = withMinutes(text);
  const { error, schedules } = later.parse.text(whole);
  if (error === -1 && schedules.length > 0) return undefined;
  const rest = whole.slice(Math.max(0, error ?? 0)).trim();
  return {
    at: 'text_expression',
    message: `cannot be read${rest ? ` from "${rest}" on` : ''}; write a time such as at 9:00 am on Monday`,
  };
};

/**
 * The times that settings name; null when they name none, or one that cannot be read. The `cron` counts when both are
 * there.
 */
export const timetableOf = (times: Times): Timetable | null => {
  if (timesFault(times)) return null;
  if (times.cron) return recurring(later.parse.cron(times.cron, times.cron.trim().split(/\s+/).length === 6));
  return times.text_expression ? recurring(later.parse.text(withMinutes(times.text_expression))) : null;
};

/** A time written in the program. @param expression five fields of cron */
export const cron = (expression: string): Timetable => recurring(later.parse.cron(expression));

/**
 * Every so many minutes, by no clock of any zone: where summer ends an hour comes twice, and nothing shall rest in it.
 */
export const everyMinutes = (count: number): Timetable => {
  const span = count * 60_000;
  const last = (at: Ms): Ms => Math.floor(at / span) * span;
  return { next: after => last(after) + span, last };
};

/** Every so many days, at two in the morning. */
export const everyDays = (days: number): Timetable => {
  const nightly = cron('0 2 * * *');
  return {
    next: (after, zone) => nightly.next(after + (days - 1) * 86_400_000, zone),
    last: (at, zone) => nightly.last(at, zone),
  };
};
