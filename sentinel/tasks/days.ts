import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** A day in ms, where none is longer or shorter. */
export const dayMs: Ms = 86_400_000;

/** The local day of a moment as `YYYY-MM-DD`; undefined where it is no moment. */
export const localDay = (at: unknown): string | undefined => {
  if (typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at)) return at;
  const date = at instanceof Date ? at : new Date(at as string | number);
  if (at === null || at === undefined || Number.isNaN(date.getTime())) return undefined;
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

/** The day so many days after another, both as `YYYY-MM-DD`. */
export const daysAfter = (day: string, days: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const moved = new Date(year, month - 1, date + Math.trunc(days), 12);
  return localDay(moved) ?? day;
};

/** Local midnight at which a day of the form `YYYY-MM-DD` begins. */
export const dayStart = (day: string): Ms => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
};
