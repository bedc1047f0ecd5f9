import type { Cells } from './column.ts';

/** What a cell holds: a value, nothing, or a fault with its reason. */
export type Cell = { value: unknown } | { fault: string } | undefined;

const day = 24 * 60 * 60 * 1000;
const integer = /^[+-]?\d+$/;
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

const whole = (text: string): Cell => {
  const value = Number(text);
  return integer.test(text) && Number.isSafeInteger(value) ? { value } : { fault: `"${text}" is not a whole number` };
};

const isoDay = /^(\d{4})-(\d{2})-(\d{2})/;
/** Numbers only, such as 01/02/2026: the second of January or the first of February, depending on the country. */
const ambiguous = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/;

/**
 * Whether a text that begins as an ISO date names a day that its month has; JavaScript takes the 30th of February for
 * the 2nd of March.
 */
const isDay = (text: string): boolean => {
  const [day] = isoDay.exec(text) ?? [];
  return day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
};

const instant = (text: string): Cell => {
  const value = ambiguous.test(text) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(value)) return { fault: `"${text}" is not a date; write it as 2026-01-31 or 2026-01-31T10:00:00Z` };
  return isDay(text) ? { value } : { fault: `"${text}" is a day that its month does not have` };
};

const iso = (at: Cell): Cell => {
  if (!at || 'fault' in at) return at;
  const date = new Date(at.value as number);
  return Number.isNaN(date.getTime()) ? { fault: 'lies beyond what a date can be' } : { value: date.toISOString() };
};

const after = (text: string, unit: number, now: number): Cell => {
  const number = whole(text);
  return !number || 'fault' in number ? number : { value: now + (number.value as number) * unit };
};

/**
 * The value of a cell of a plain or typed column; nothing for an empty cell of a typed column.
 * @param text trimmed by nobody: blanks of a text column are kept
 * @param now milliseconds since 1970, for relative dates
 */
export const readCell = (as: Exclude<Cells['as'], 'reference' | 'excluded'>, text: string, now: number): Cell => {
  if (as === 'text') return { value: text };
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (as) {
    case 'string':
      return { value: text };
    case 'int':
      return whole(trimmed);
    case 'float': {
      const value = Number(trimmed);
      return Number.isFinite(value) ? { value } : { fault: `"${trimmed}" is not a number` };
    }
    case 'bool': {
      const value = truths[trimmed.toLowerCase()];
      return value === undefined ? { fault: `"${trimmed}" is neither true nor false` } : { value };
    }
    case 'date':
      return iso(instant(trimmed));
    case 'rel-date':
      return iso(after(trimmed, day, now));
    case 'timestamp':
      return integer.test(trimmed) ? whole(trimmed) : instant(trimmed);
    case 'rel-timestamp':
      return after(trimmed, 1, now);
  }
};
