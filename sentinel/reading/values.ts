import { choicesOf, type SmsField } from '@rounds/config/sections/forms.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Day, fromBikramSambat } from '../dates/bikram-sambat.ts';
import { plainDigits } from '../text/digits.ts';
import { normalPhone } from '../text/phone-numbers.ts';
import { type Language, labelText } from './labels.ts';
import { dateIn, dayIn, startOfDay } from './moment.ts';

/** A value as it is stored, and whether it is not what its field asks for. */
export interface Value {
  value: unknown;
  misfit: boolean;
}

/** What values are read with. */
export interface ValueContext extends Language {
  settings: Settings;
}

const fitting = (value: unknown): Value => ({ value, misfit: false });
const misfit = (value: unknown): Value => ({ value, misfit: true });

/** Fields that hold a short code: its digits are those of any script. */
const isId = (key: string): boolean => /^(?:patient|place|case)_id$/.test(key);

/** Whole numbers that a field of this type takes; the types not named here take any. */
const ranges: Readonly<Record<string, readonly [least: number, greatest: number]>> = {
  month: [1, 12],
  bsMonth: [1, 12],
  bsDay: [1, 32],
};

const fits = (type: string, number: number): boolean => {
  const [least, greatest] = ranges[type] ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  return Number.isInteger(number) && number >= least && number <= greatest;
};

/**
 * A number as typed, such as `012` or `12.5`; undefined for anything else. Nothing that long is a number that somebody
 * meant.
 */
const numberIn = (text: string): number | undefined => {
  const plain = plainDigits(text.slice(0, 40));
  return text.length <= 40 && /^[+-]?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : undefined;
};

/** The label of a choice, by what stands for it in a message; null for a choice that there is not. */
const choice = (field: SmsField, text: string, language: Language): string | null => {
  const list = choicesOf(field) ?? [];
  const pairs: unknown[] = Array.isArray(list) ? list : Object.entries(list);
  const wanted = plainDigits(text).toLowerCase();
  const asNumber = numberIn(text);
  const isWanted = (pair: unknown): pair is [unknown, NonNullable<SmsField['labels']>['tiny']] =>
    Array.isArray(pair) &&
    (String(pair[0]).toLowerCase() === wanted || (asNumber !== undefined && numberIn(String(pair[0])) === asNumber));
  const found = pairs.find(isWanted);
  return found ? (labelText(found[1], language) ?? null) : null;
};

const dayOfBikramSambat = (day: Day | undefined, zone: string | undefined): number | undefined => {
  const ours = day && fromBikramSambat(day);
  return ours && startOfDay(ours, zone);
};

/**
 * The value of a field as a text gives it. Empty text is null; so is text that stands for neither yes nor no, without a
 * complaint, as in CHT. Text that is no number where one is wanted, and a date that cannot be read, are null with a
 * complaint: CHT passes the one over and invents the other (QUIRK).
 * See README.md, "Types of answers".
 */
export const valueOfText = (key: string, field: SmsField, text: string, context: ValueContext): Value => {
  const { settings } = context;
  const zone = settings.default_timezone;
  if (text === '') return fitting(null);
  if ((field.type === 'integer' || field.type === 'string') && choicesOf(field))
    return fitting(choice(field, text, context));
  switch (field.type) {
    case 'integer':
    case 'year':
    case 'month':
    case 'bsYear':
    case 'bsMonth':
    case 'bsDay': {
      const number = numberIn(text);
      return number === undefined ? misfit(null) : { value: number, misfit: !fits(field.type, number) };
    }
    case 'number':
      return { value: numberIn(text) ?? null, misfit: numberIn(text) === undefined };
    case 'boolean':
      return fitting({ '1': true, '0': false }[plainDigits(text)] ?? null);
    case 'date': {
      const at = dateIn(text, zone);
      return at === undefined ? misfit(null) : fitting(at);
    }
    case 'bsDate':
    case 'bsAggreDate': {
      const at = dayOfBikramSambat(dayIn(text), zone);
      return at === undefined ? misfit(null) : fitting(at);
    }
    case 'phone_number':
      return fitting(normalPhone(text, settings));
    default:
      return fitting(isId(key) ? plainDigits(text) : text);
  }
};

/** Types of which a JSON record gives the JavaScript value itself. */
const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  integer: value => Number.isInteger(value),
  string: value => typeof value === 'string',
  boolean: value => typeof value === 'boolean',
  complex: value => typeof value === 'object',
};

/**
 * The value of a field as a JSON record gives it: as sent, but for dates, phone numbers, ids, and 0 and 1 for no and
 * yes.
 * See README.md, "Types of answers".
 */
export const valueOfRecord = (key: string, field: SmsField, sent: unknown, context: ValueContext): Value => {
  if (sent === null || sent === '') return fitting(null);
  const isText = typeof sent === 'string';
  if (field.type === 'date' || field.type === 'bsDate') {
    if (isText) return valueOfText(key, field, sent, context);
    return { value: sent, misfit: typeof sent !== 'number' || Number.isNaN(new Date(sent).getTime()) };
  }
  if (field.type === 'phone_number' && (isText || typeof sent === 'number'))
    return fitting(normalPhone(String(sent), context.settings));
  const value =
    field.type === 'boolean' && (sent === 0 || sent === 1)
      ? sent === 1
      : isText && isId(key)
        ? plainDigits(sent)
        : sent;
  const isSo = choicesOf(field) ? undefined : kinds[field.type];
  return { value, misfit: isSo !== undefined && !isSo(value) };
};

/**
 * The day that `bsYear`, `bsMonth` and `bsDay` fields give together, in ms; without a month or a day the first one.
 * See README.md, "Types of answers".
 */
export const aggregateDate = (
  given: { year: unknown; month: unknown; day: unknown },
  zone: string | undefined,
): Value => {
  const parts = [given.year, given.month ?? 1, given.day ?? 1];
  if (given.year === undefined || given.year === null) return fitting(null);
  if (!parts.every(part => typeof part === 'number')) return misfit(null);
  const at = dayOfBikramSambat(parts as [number, number, number], zone);
  return at === undefined ? misfit(null) : fitting(at);
};
