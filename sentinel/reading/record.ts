import { messageLocales } from '@rounds/config/words/translations.ts';
import { normalPhone } from '../text/phone-numbers.ts';
import { codeAndForm } from './code.ts';
import { fieldsOf, referenceOf } from './fields.ts';
import type { NewReport, Reading } from './incoming.ts';
import { sentAt } from './moment.ts';
import { type Value, type ValueContext, valueOfRecord } from './values.ts';
import { wellFormed, wellFormedValue } from './well-formed.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a record says of each field, by the field's name in lower case: at the top, or below where the name has dots.
 */
const sentBy = (record: Json): ((key: string) => unknown) => {
  const lower = (object: Json) => new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
  const top = lower(record);
  const at = (object: Map<string, unknown>, key: string): unknown => {
    if (object.has(key)) return object.get(key);
    const dot = key.indexOf('.');
    const below = dot < 0 ? undefined : object.get(key.slice(0, dot));
    return isObject(below) ? at(lower(below), key.slice(dot + 1)) : undefined;
  };
  return key => at(top, key.toLowerCase());
};

const textIn = (value: unknown): string | undefined => {
  const text = typeof value === 'string' || typeof value === 'number' ? wellFormed(String(value)).trim() : '';
  return text === '' ? undefined : text;
};

/**
 * The report that a JSON record is, without an id, or why it is none, in CHT's words: to be answered with 400. Fields
 * that the form does not have are left out, names are taken in any case.
 * See README.md, "Records".
 */
export const readRecord = (
  record: unknown,
  { settings, words, now }: Reading,
): { report: NewReport } | { fault: string } => {
  if (!isObject(record) || !isObject(record._meta)) return { fault: 'Missing _meta property.' };
  const { _meta: meta, ...given } = record;
  const asked = textIn(meta.form);
  if (asked === undefined) return { fault: 'Missing required field: form' };
  const { code, form } = codeAndForm(asked, settings);
  if (!form) return { fault: `Form not found: ${asked}` };
  const locale = textIn(meta.locale);
  const context: ValueContext = { settings, words, locales: messageLocales({ locale }, settings) };
  const sent = sentBy(wellFormedValue(given) as Json);
  const values = new Map(
    Object.entries(form.fields).flatMap(([key, field]): [string, Value][] => {
      const value = sent(key);
      return value === undefined ? [] : [[key, valueOfRecord(key, field, value, context)]];
    }),
  );
  const { fields, errors } = fieldsOf(form, values, context);
  const from = textIn(meta.from);
  return {
    report: {
      type: 'data_record',
      ...(from === undefined ? {} : { from: normalPhone(from, settings) }),
      form: code,
      errors,
      tasks: [],
      fields,
      ...referenceOf(form, values),
      reported_date: sentAt(meta.reported_date, now, settings.default_timezone),
      ...(locale === undefined ? {} : { locale }),
    },
  };
};
