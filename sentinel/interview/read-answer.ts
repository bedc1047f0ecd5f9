import type { Field, Option } from '../forms/filling.ts';

/** Why a text is no answer to a question. */
export type NoAnswer = 'number' | 'whole' | 'bounds' | 'date' | 'time' | 'moment' | 'choice' | 'button';

/** What somebody wrote, as the answer to a question, or why it is none. `several` when it fits more than one choice. */
export type Read = { value: string } | { not: NoAnswer } | { several: readonly Option[] };

/** What a text is compared by: letters without case, accents and blanks around them. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** Reads what somebody wrote to a question. @param words of an option, as it is shown */
export const readAnswer = (field: Field, text: string, words: (option: Option) => string): Read => {
  const said = text.trim();
  switch (field.kind) {
    case 'int':
      return /^[+-]?\d{1,15}$/.test(said) ? { value: String(Number(said)) } : { not: 'whole' };
    case 'decimal':
      return readNumber(said);
    case 'range':
      return readRange(field, said);
    case 'date':
      return readDate(said);
    case 'time':
      return readTime(said);
    case 'dateTime':
      return readMoment(said);
    case 'one':
      return readChoice(field.options, said, words);
    case 'many':
      return readChoices(field.options, said, words, 'set');
    case 'rank':
      return readChoices(field.options, said, words, 'order');
    case 'trigger':
      return /^(ok|yes|oui|ndiyo|1|✓)$/i.test(said) ? { value: 'OK' } : { not: 'button' };
    default:
      return { value: field.multiline ? text.trim() : said.replace(/\s*\n\s*/g, ' ') };
  }
};

const readNumber = (said: string): Read =>
  /^[+-]?(\d{1,15}([.,]\d{1,15})?|[.,]\d{1,15})$/.test(said)
    ? { value: String(Number(said.replace(',', '.'))) }
    : { not: 'number' };

const readRange = ({ bounds }: Field, said: string): Read => {
  const read = readNumber(said);
  if (!('value' in read) || !bounds) return read;
  const number = Number(read.value);
  const steps = (number - bounds.min) / bounds.step;
  const isStep = Math.abs(steps - Math.round(steps)) < 1e-9;
  return number >= bounds.min && number <= bounds.max && isStep ? read : { not: 'bounds' };
};

/** A day as people write it: year first, or day first. */
const readDate = (said: string): Read => {
  const [, y, m, d] = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(said) ?? [];
  const [, day, month, year] = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})$/.exec(said) ?? [];
  const [yyyy, mm, dd] = [Number(y ?? year), Number(m ?? month), Number(d ?? day)];
  const date = new Date(Date.UTC(yyyy, mm - 1, dd));
  const exists = date.getUTCFullYear() === yyyy && date.getUTCMonth() === mm - 1 && date.getUTCDate() === dd;
  return exists ? { value: date.toISOString().slice(0, 10) } : { not: 'date' };
};

const readTime = (said: string): Read => {
  const [, hours, minutes] = /^(\d{1,2})[:.h](\d{2})$/.exec(said) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return { not: 'time' };
  return { value: `${hours.padStart(2, '0')}:${minutes}:00` };
};

const readMoment = (said: string): Read => {
  const [day = '', clock = ''] = said.split(/[ T]+(?=\d{1,2}[:.h]\d{2}$)/);
  const [date, time] = [readDate(day), readTime(clock)];
  return 'value' in date && 'value' in time ? { value: `${date.value}T${time.value}` } : { not: 'moment' };
};

/** A choice by its words, by a part of them, or by its value. */
const readChoice = (options: readonly Option[], said: string, words: (option: Option) => string): Read => {
  const wanted = folded(said);
  if (!wanted) return { not: 'choice' };
  const whole = options.find(option => folded(words(option)) === wanted || folded(option.value) === wanted);
  if (whole) return { value: whole.value };
  const fitting = options.filter(option => folded(words(option)).includes(wanted));
  if (fitting.length === 1) return { value: fitting[0]!.value };
  return fitting.length > 1 ? { several: fitting } : { not: 'choice' };
};

/** Several choices, parted by commas; for an order all of them. */
const readChoices = (
  options: readonly Option[],
  said: string,
  words: (option: Option) => string,
  as: 'set' | 'order',
): Read => {
  const found: string[] = [];
  for (const part of said.split(/[,;\n]+/)) {
    const read = readChoice(options, part, words);
    if (!('value' in read)) return 'several' in read && !/[,;\n]/.test(said) ? read : { not: 'choice' };
    if (!found.includes(read.value)) found.push(read.value);
  }
  if (as === 'order') return found.length === options.length ? { value: found.join(' ') } : { not: 'choice' };
  return {
    value: options
      .filter(({ value }) => found.includes(value))
      .map(({ value }) => value)
      .join(' '),
  };
};
