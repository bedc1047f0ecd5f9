import type { SmsField, SmsForm } from '@rounds/config/sections/forms.ts';
import { findWord, type LocalText, pickText, type Words } from '@rounds/config/words/translations.ts';

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
  const translated =
    typeof label === 'object' && label !== null && !Array.isArray(label) ? (label as Record<string, unknown>) : {};
  const key = translated.translation_key;
  const text =
    typeof key === 'string'
      ? findWord(words, key, locales)
      : pickText((label ?? undefined) as LocalText | undefined, locales);
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

/** A name of a field in lower case, and how long it is as written: `İ` in lower case is two signs. */
type Name = readonly [name: string, field: NamedField, length: number];

/** The names of fields, the longest first. */
const namesOf = (fields: readonly NamedField[], pick: (field: NamedField) => (string | undefined)[]): Name[] =>
  fields
    .flatMap(field =>
      pick(field)
        .filter((name): name is string => name !== undefined && name !== '')
        .map((name): Name => [name.toLowerCase(), field, name.length]),
    )
    .sort(([one], [other]) => other.length - one.length);

/** The longest of some names with which a text begins, whatever its case, and after which a name may end there. */
const longestAt = (
  text: string,
  names: readonly Name[],
  end: RegExp,
): { field: NamedField; rest: string } | undefined => {
  const begin = text.slice(0, (names[0]?.[0].length ?? 0) + 2);
  const found = names.find(
    ([name, , length]) => begin.slice(0, length).toLowerCase() === name && end.test(begin.slice(length)),
  );
  return found && { field: found[1], rest: text.slice(found[2]) };
};

/**
 * Whether a text begins with a tiny or short label: then it names its values. Labels are compared as text: in CHT they
 * are patterns, so that a short label `n?` makes every message one with names (QUIRK).
 */
export const beginsWithLabel = (text: string, fields: readonly NamedField[]): boolean =>
  longestAt(
    text,
    namesOf(fields, ({ tiny, short }) => [tiny, short]),
    ends,
  ) !== undefined;

/**
 * For parts such as `LMP 12`: the field that each names by its tiny or short label or its key, and what follows the
 * name.
 */
export const namedIn = (
  fields: readonly NamedField[],
): ((part: string) => { field: NamedField; rest: string } | undefined) => {
  const names = namesOf(fields, ({ tiny, short, key }) => [tiny, short, key]);
  return part => {
    const found = longestAt(part, names, endsPart);
    return found && { field: found.field, rest: withoutSeparators(found.rest) };
  };
};

/**
 * For labels that stand alone: the field with exactly that label or key, whatever its case; tiny labels before others.
 */
export const calledBy = (fields: readonly NamedField[]): ((label: string) => NamedField | undefined) => {
  const others = namesOf(fields, ({ short, key }) => [short, key]).reverse();
  const tiny = namesOf(fields, each => [each.tiny]).reverse();
  const byName = new Map([...others, ...tiny].map(([name, field]) => [name, field]));
  return label => byName.get(label.trim().toLowerCase());
};

/**
 * Without the blanks, dashes and exclamation marks after a label; the sign of a number such as `T -5` is none of them.
 */
const withoutSeparators = (text: string): string => {
  const begun = text.replace(/^[\s!:=]+/, '');
  return begun !== text && /^-\p{Nd}/u.test(begun) ? begun : begun.replace(/^[\s!:=-]+/, '');
};
