import type { SmsField, SmsForm } from '@rounds/config/sections/forms.ts';
import { findWord, type LocalText, pickText, type Words } from '@rounds/config/words.ts';

/** A field of a form with what people may call it. */
export interface NamedField {
  key: string;
  field: SmsField;
  tiny: string | undefined;
  short: string | undefined;
}

/** In which languages labels are, the first that has one. */
export interface Language {
  locales: readonly string[];
  words: Words;
}

type Label = NonNullable<NonNullable<SmsField['labels']>['tiny']>;

/** A label in the sender's language; undefined for none. */
export const labelText = (label: Label | null | undefined, { locales, words }: Language): string | undefined => {
  const translated = typeof label === 'object' && label !== null && !Array.isArray(label) ? (label as Record<string, unknown>) : {};
  const key = translated.translation_key;
  const text = typeof key === 'string' ? findWord(words, key, locales) : pickText((label ?? undefined) as LocalText | undefined, locales);
  return typeof text === 'string' && text.trim() !== '' ? text.normalize('NFC').trim() : undefined;
};

/** The fields that people send, in the order of the form; dates put together from other fields are none of them. */
export const namedFields = ({ fields }: SmsForm, language: Language): NamedField[] =>
  Object.entries(fields)
    .filter(([, field]) => field.type !== 'bsAggreDate')
    .map(([key, field]) => ({
      key,
      field,
      tiny: labelText(field.labels?.tiny, language),
      short: labelText(field.labels?.short, language),
    }));

const ends = /^(?:$|[\s\p{Nd}])/u;
const endsPart = /^(?:$|[\s\p{Nd}!:=-])/u;

/** The longest of some names with which a text begins, whatever their case, and after which a name may end there. */
const longestAt = <T>(
  text: string,
  names: readonly (readonly [name: string, of: T])[],
  end: RegExp,
): { of: T; rest: string } | undefined => {
  let found: { of: T; rest: string; length: number } | undefined;
  for (const [name, of] of names) {
    const { length } = name;
    if (length <= (found?.length ?? 0) || text.length < length) continue;
    if (text.slice(0, length).toLowerCase() !== name.toLowerCase() || !end.test(text.slice(length, length + 2))) continue;
    found = { of, rest: text.slice(length), length };
  }
  return found;
};

const namesOf = (fields: readonly NamedField[], pick: (field: NamedField) => (string | undefined)[]): [string, NamedField][] =>
  fields.flatMap(field =>
    pick(field)
      .filter((name): name is string => name !== undefined)
      .map((name): [string, NamedField] => [name, field]),
  );

/**
 * Whether a text begins with a tiny or short label: then it names its values. Labels are compared as text: in CHT they are patterns, so
 * that a short label `n?` makes every message one with names (QUIRK).
 */
export const beginsWithLabel = (text: string, fields: readonly NamedField[]): boolean =>
  longestAt(
    text,
    namesOf(fields, ({ tiny, short }) => [tiny, short]),
    ends,
  ) !== undefined;

/** The field that a part such as `LMP 12` names by its tiny or short label or its key, and what follows the name. */
export const fieldNamedIn = (part: string, fields: readonly NamedField[]): { field: NamedField; rest: string } | undefined => {
  const names = namesOf(fields, ({ tiny, short, key }) => [tiny, short, key]);
  const found = longestAt(part, names, endsPart);
  return found && { field: found.of, rest: withoutSeparators(found.rest) };
};

/** The field with exactly this label or key, whatever its case. */
export const fieldCalled = (label: string, fields: readonly NamedField[]): NamedField | undefined => {
  const wanted = label.trim().toLowerCase();
  const isSo = (name: string | undefined) => name?.toLowerCase() === wanted;
  return fields.find(({ tiny }) => isSo(tiny)) ?? fields.find(({ short, key }) => isSo(short) || isSo(key));
};

/** Without the blanks, dashes and exclamation marks after a label; the sign of a number such as `T -5` is none of them. */
const withoutSeparators = (text: string): string => {
  const begun = text.replace(/^[\s!:=]+/, '');
  return begun !== text && /^-\p{Nd}/u.test(begun) ? begun : begun.replace(/^[\s!:=-]+/, '');
};
