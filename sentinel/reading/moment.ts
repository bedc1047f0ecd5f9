import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { plainDigits } from '../text/digits.ts';

/** Nothing longer is a date or time. */
const longest = 64;

/** Whole milliseconds that a `Date` can hold, never -0; undefined for others. */
const msOf = (value: number): Ms | undefined =>
  Number.isNaN(new Date(value).getTime()) ? undefined : Math.trunc(value) + 0;

/** A day, year first: `2012-03-12`, `2012/3/12`, `2012.03.12`. */
const day = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;

/** A day as year, month and day, in whatever calendar; undefined where the text is none. */
export const dayIn = (text: string): [year: number, month: number, day: number] | undefined => {
  const found = text.length <= longest ? day.exec(plainDigits(text)) : null;
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : undefined;
};

/** The first moment of a day of our calendar, in a zone; undefined for a day that there is not. */
export const startOfDay = (
  [year, month, date]: readonly [number, number, number],
  zone: string | undefined,
): Ms | undefined => {
  const at = DateTime.fromObject({ year, month, day: date }, byZone(zone));
  return at.isValid ? at.toMillis() : undefined;
};

/**
 * The moment of a `date` field: a day (its beginning in the zone of the programme, or of the machine where it has
 * none), a time in ISO 8601, or 12 digits and more as ms. Anything else is none.
 *
 * CHT takes whatever JavaScript's `Date` takes, so that `12` is December 2001 there (QUIRK), and `3/4/2012` a day in
 * March.
 */
export const dateIn = (text: string, zone: string | undefined): Ms | undefined => {
  if (text.length > longest) return undefined;
  const plain = plainDigits(text);
  if (/^-?\d{12,16}$/.test(plain)) return msOf(Number(plain));
  const found = dayIn(plain);
  if (found) return startOfDay(found, zone);
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(plain)) return undefined;
  const at = DateTime.fromISO(plain.replace(' ', 'T'), byZone(zone));
  return at.isValid ? at.toMillis() : undefined;
};

/**
 * When a message says that it was sent: ms as a number or as 13 and more digits, or a date as {@link dateIn} or as mail
 * has it (`Wed, 14 Jan 2026 10:00:00 GMT`); now where it says nothing that can be read.
 * See README.md, "When it was made".
 */
export const sentAt = (timestamp: unknown, now: Ms, zone: string | undefined): Ms => {
  if (typeof timestamp === 'number') return msOf(timestamp) ?? now;
  if (typeof timestamp !== 'string' || timestamp.length > longest) return now;
  const plain = plainDigits(timestamp);
  if (/^\d+$/.test(plain)) return (plain.length >= 13 ? msOf(Number(plain)) : undefined) ?? now;
  const mail = DateTime.fromRFC2822(plain);
  return dateIn(plain, zone) ?? (mail.isValid ? mail.toMillis() : now);
};
