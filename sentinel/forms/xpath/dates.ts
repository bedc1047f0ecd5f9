import type { Argument, FormFunction } from './argument.ts';

const dayMs = 86_400_000;

/**
 * A date as forms write it: a number counts days since 1970, by the clock of this device; `YYYY-MM-DD` is the midnight
 * there; with a `T` it is the moment that it says. Null where it is none.
 */
export const dateOf = ({ kind, text, number }: Argument): Date | null => {
  if (kind === 'boolean') return null;
  const trimmed = text.trim();
  const day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(trimmed);
  if (day) return localDay(Number(day[1]), Number(day[2]), Number(day[3]));
  if (/^\d{4}-\d{2}-\d{2}T/.test(trimmed)) return valid(new Date(trimmed));
  if (kind === 'date') return valid(new Date(trimmed));
  const days = kind === 'number' ? number : trimmed === '' ? Number.NaN : Number(trimmed);
  if (!Number.isFinite(days)) return null;
  const whole = Math.floor(days);
  const midnight = new Date(1970, 0, 1 + whole);
  return valid(new Date(midnight.getTime() + Math.round((days - whole) * dayMs)));
};

const valid = (date: Date): Date | null => (Number.isNaN(date.getTime()) ? null : date);

/** Midnight of a day; null for one that no calendar has, such as the 31st of February. */
const localDay = (year: number, month: number, day: number): Date | null => {
  const date = new Date(year, month - 1, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
};

const two = (number: number): string => String(number).padStart(2, '0');

/** A date as it is written into a form: with the time of day and the offset of this device. */
export const isoWithOffset = (date: Date): string => {
  const offset = -date.getTimezoneOffset();
  const away = Math.abs(offset);
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const rest = `.${String(date.getMilliseconds()).padStart(3, '0')}${offset < 0 ? '-' : '+'}`;
  return `${day}T${time}${rest}${two(Math.floor(away / 60))}:${two(away % 60)}`;
};

const amount = (arg: Argument | undefined): number => {
  const number = arg ? (arg.text.trim() === '' ? 0 : arg.number) : 0;
  return Number.isNaN(number) ? 0 : number;
};

/** `add-date(date, years?, months?, days?, hours?, minutes?)`: empty amounts count as none. */
const addDate: FormFunction = {
  takes: [1, 6],
  run: ([start, years, months, days, hours, minutes]) => {
    const date = start ? dateOf(start) : null;
    if (!date) return '';
    return new Date(
      date.getFullYear() + amount(years),
      date.getMonth() + amount(months),
      date.getDate() + amount(days),
      date.getHours() + amount(hours),
      date.getMinutes() + amount(minutes),
      date.getSeconds(),
      date.getMilliseconds(),
    );
  },
};

/** Whole months from one day to another: the last one counts only when its day has come. */
const monthsBetween = (from: Date, to: Date): number => {
  const months = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth();
  const anniversary = new Date(from);
  anniversary.setDate(1);
  anniversary.setMonth(from.getMonth() + months);
  const last = new Date(anniversary.getFullYear(), anniversary.getMonth() + 1, 0).getDate();
  anniversary.setDate(Math.min(from.getDate(), last));
  if (months > 0 && anniversary > to) return months - 1;
  if (months < 0 && anniversary < to) return months + 1;
  return months === 0 ? 0 : months;
};

/** Whole days, by the calendar: a day on which the clock is put forward is a day all the same. */
const daysBetween = (from: Date, to: Date): number => {
  const shift = (from.getTimezoneOffset() - to.getTimezoneOffset()) * 60_000;
  return Math.trunc((to.getTime() - from.getTime() + shift) / dayMs) + 0;
};

const difference = (between: (from: Date, to: Date) => number): FormFunction => ({
  takes: [2, 2],
  run: ([first, second]) => {
    const from = first ? dateOf(first) : null;
    const to = second ? dateOf(second) : null;
    return from && to ? between(from, to) : '';
  },
});

/** `parse-timestamp-to-date(milliseconds)`. */
const parseTimestamp: FormFunction = {
  takes: [1, 1],
  run: ([ms]) => {
    const number = ms && ms.text.trim() !== '' ? ms.number : Number.NaN;
    return valid(new Date(number)) ?? '';
  },
};

/** Functions of CHT that reckon with dates. */
export const dateFunctions: Readonly<Record<string, FormFunction>> = {
  'add-date': addDate,
  'difference-in-years': difference((from, to) => Math.trunc(monthsBetween(from, to) / 12) + 0),
  'difference-in-months': difference(monthsBetween),
  'difference-in-weeks': difference((from, to) => Math.trunc(daysBetween(from, to) / 7) + 0),
  'difference-in-days': difference(daysBetween),
  'parse-timestamp-to-date': parseTimestamp,
};
