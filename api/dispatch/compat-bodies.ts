import { AppError } from '@rounds/ddocs/documents/error.ts';
import { DateTime } from 'luxon';

type Body = Readonly<Record<string, unknown>>;

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** A value under any of these names, each in snake case and in camel case: other systems write both. */
export const either = (body: Body, ...names: string[]): unknown =>
  names.flatMap(name => [body[name], body[camel(name)]]).find(value => value !== undefined && value !== null);

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
export const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(textOf).filter(Boolean);
export const yesOf = (value: unknown): boolean => value === true || /^(true|yes|1|da)$/i.test(textOf(value));

/** Longest text, and most texts of a list, that somebody reads. */
const [longest, most] = [10_000, 200];

const isTooLong = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length > most || value.some(isTooLong)
    : typeof value === 'string' && value.length > longest;

/**
 * The body of a request as an object.
 * @param file the name of what holds a file, and may be longer than what people read
 * @throws `request/invalid`
 */
export const bodyOf = (body: unknown, file?: string): Body => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new AppError('request/invalid', 'The body is no JSON object', { hint: 'Send application/json' });
  const [long] = Object.entries(body).find(([name, value]) => name !== file && isTooLong(value)) ?? [];
  if (long === undefined) return body as Body;
  throw new AppError('request/invalid', `"${long.slice(0, 100)}" is longer than anybody reads`, {
    hint: `Send at most ${longest} characters, and lists of at most ${most}`,
  });
};

/** Longest name that another system may give to a request. */
const longestName = 200;

/** What another system calls a request. @throws `request/invalid` */
export const nameIn = (body: Body, ...names: string[]): string => {
  const name = wanted(body, ...names);
  if (name.length <= longestName) return name;
  throw new AppError('request/invalid', `${names[0]} is too long`, { hint: `Send at most ${longestName} characters` });
};

/** A text that must be there. @throws `request/invalid` */
export const wanted = (body: Body, ...names: string[]): string => {
  const text = textOf(either(body, ...names));
  if (text) return text;
  throw new AppError('request/invalid', `${names[0]} is missing`, {
    hint: `Send ${names.map(name => `${name} or ${camel(name)}`).join(', or ')}`,
  });
};

/**
 * A moment as those systems give it: a whole one, or `HH:MM` in UTC without a day, which means the next such moment.
 * @throws `request/invalid` for anything else that is there
 */
export const momentOf = (value: unknown, now: number): number | undefined => {
  const text = textOf(value);
  if (!text) return undefined;
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60) {
    const today = DateTime.fromMillis(now, { zone: 'UTC' }).set({
      hour: Number(hour),
      minute: Number(minute),
      second: 0,
      millisecond: 0,
    });
    return (today.toMillis() >= now ? today : today.plus({ days: 1 })).toMillis();
  }
  const at = DateTime.fromISO(text, { zone: 'UTC' });
  if (at.isValid) return at.toMillis();
  throw new AppError('request/invalid', `"${text}" is no time`, { hint: 'Give HH:MM in UTC, or 2026-03-01T10:00:00Z' });
};

/** What a status word of those systems means here; undefined for a word that none of them has. */
export const statusOf = (word: string): 'on_the_way' | 'done' | 'withdrew' | undefined => {
  const plain = word.toLowerCase().replace(/[_\s]/g, '');
  if (plain === 'onprogress' || plain === 'inprocess') return 'on_the_way';
  if (plain === 'done' || plain === 'solved') return 'done';
  return /^cancell?ed$/.test(plain) ? 'withdrew' : undefined;
};
