import type { SmsForm } from '@rounds/config/sections/forms.ts';
import { findWord } from '@rounds/config/words/translations.ts';
import type { ReportError } from '@rounds/ddocs/documents/reports.ts';
import { labelText } from './labels.ts';
import { aggregateDate, type Value, type ValueContext } from './values.ts';

/** Fields as they are stored, and what is wrong with them. */
export interface Fields {
  fields: Record<string, unknown>;
  errors: ReportError[];
}

/** What is wrong, in the words of the programme; the code where it has none. */
export const errorOf = (
  code: string,
  { locales, words }: Pick<ValueContext, 'locales' | 'words'>,
  about?: { keys: string[]; names: string[] },
): ReportError => ({
  code,
  message: (findWord(words, code, locales) ?? (about ? `${code}: {{fields}}` : code)).replaceAll(
    '{{fields}}',
    () => about?.names.join(', ') ?? '',
  ),
  ...(about ? { fields: about.keys } : {}),
});

/** Puts `a.b` below `a`; stays beside it where `a` is itself an answer. */
const nested = (entries: readonly (readonly [path: string, value: unknown])[]): Record<string, unknown> => {
  const leaves = new Set(entries.map(([path]) => path));
  const groups = new Map<string, [string, unknown][]>();
  for (const [path, value] of entries) {
    const dot = path.indexOf('.');
    const head = path.slice(0, dot);
    if (dot > 0 && dot < path.length - 1 && !leaves.has(head))
      groups.set(head, [...(groups.get(head) ?? []), [path.slice(dot + 1), value]]);
    else groups.set(path, [['', value]]);
  }
  return Object.fromEntries(
    [...groups].map(([key, below]) => [key, below[0]![0] === '' ? below[0]![1] : nested(below)]),
  );
};

const withAggregates = (
  { fields }: SmsForm,
  values: ReadonlyMap<string, Value>,
  { settings }: ValueContext,
): Map<string, Value> => {
  const all = new Map(values);
  const given = (type: string): unknown => {
    const key = Object.keys(fields).find(each => fields[each]!.type === type);
    return key === undefined ? undefined : values.get(key)?.value;
  };
  const parts = { year: given('bsYear'), month: given('bsMonth'), day: given('bsDay') };
  if (parts.year === undefined) return all;
  for (const [key, { type }] of Object.entries(fields))
    if (type === 'bsAggreDate') all.set(key, aggregateDate(parts, settings.default_timezone));
  return all;
};

const isMissing = (value: Value | undefined): boolean =>
  value === undefined || (!value.misfit && (value.value === null || value.value === undefined || value.value === ''));

/**
 * The fields of a report with what is wrong: one `sys.incorrect_type` for each that is not of its kind, and one
 * `sys.missing_fields` for all required ones that have no value. See README.md, "Faults".
 */
export const fieldsOf = (form: SmsForm, read: ReadonlyMap<string, Value>, context: ValueContext): Fields => {
  const values = withAggregates(form, read, context);
  const nameOf = (key: string): string =>
    labelText(form.fields[key]?.labels?.short, context) ?? labelText(form.fields[key]?.labels?.tiny, context) ?? key;
  const say = (code: string, keys: string[]): ReportError => errorOf(code, context, { keys, names: keys.map(nameOf) });
  const wrong = [...values].filter(([, { misfit }]) => misfit).map(([key]) => key);
  const missing = Object.keys(form.fields).filter(key => form.fields[key]!.required && isMissing(values.get(key)));
  return {
    fields: nested([...values].map(([key, { value }]) => [key, value])),
    errors: [
      ...wrong.map(key => say('sys.incorrect_type', [key])),
      ...(missing.length ? [say('sys.missing_fields', missing)] : []),
    ],
  };
};

/**
 * What the field that `facility_reference` names says, in capitals: the external id of the sender.
 */
export const referenceOf = (
  { facility_reference: key }: SmsForm,
  values: ReadonlyMap<string, Value>,
): { refid?: string } => {
  const value = key ? values.get(key)?.value : undefined;
  return typeof value === 'string' || typeof value === 'number' ? { refid: String(value).toUpperCase() } : {};
};
