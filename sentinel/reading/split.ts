import { beginsWithLabel, calledBy, type NamedField, namedIn } from './labels.ts';

/** What a text says of each field, as it stands: one text, or several where the field was named again. */
export interface Split {
  texts: Map<string, string | string[]>;
  /** Whether there were more answers than fields. */
  extra: boolean;
}

const add = (texts: Split['texts'], key: string, text: string): void => {
  const before = texts.get(key);
  if (Array.isArray(before)) before.push(text);
  else texts.set(key, before === undefined ? text : [before, text]);
};

/** Answers one after the other with `#` between (Muvuku parser `1`). */
export const positional = (rest: string, fields: readonly NamedField[]): Split => {
  const values = rest.split('#');
  const texts: Split['texts'] = new Map();
  for (const [index, { key }] of fields.entries()) if (index < values.length) texts.set(key, values[index]!.trim());
  return { texts, extra: values.slice(fields.length).some(value => value.trim() !== '') };
};

/** For an escaped `#` while a text is split: half of a character, of which a text that came in has none. */
const standIn = '\ud800';

/** Label and answer by turns, with `#` between; `\#` is a `#` of the text (Muvuku parser `J1`). */
export const labelledPairs = (rest: string, fields: readonly NamedField[]): Split => {
  const parts = rest
    .replaceAll('\\#', standIn)
    .split('#')
    .map(part => part.replaceAll(standIn, '#'));
  const texts: Split['texts'] = new Map();
  const called = calledBy(fields);
  for (let at = 0; at < parts.length; at += 2) {
    const found = called(parts[at]!);
    if (found) add(texts, found.key, (parts[at + 1] ?? '').trim());
  }
  return { texts, extra: false };
};

const labelled = (rest: string, fields: readonly NamedField[]): Split => {
  const texts: Split['texts'] = new Map();
  const named = namedIn(fields);
  for (const part of rest.split('#')) {
    const trimmed = part.trim();
    const found = trimmed === '' ? undefined : named(trimmed);
    if (found) add(texts, found.field.key, found.rest.trim());
  }
  return { texts, extra: false };
};

const quotes = '"\u201c\u201d\u201e\u00ab\u00bb';

/** The next word, or what stands between double quotes, of a text that begins with no blank; and what follows it. */
const nextWord = (text: string, from: number, lastQuote: number): { word: string; end: number } => {
  if (quotes.includes(text[from]!) && from < lastQuote) {
    let end = from + 1;
    while (!quotes.includes(text[end]!)) end += 1;
    return { word: text.slice(from + 1, end), end: end + 1 };
  }
  let end = from;
  while (end < text.length && !/\s/.test(text[end]!)) end += 1;
  return { word: text.slice(from, end), end };
};

const lastQuoteIn = (text: string): number => Math.max(...[...quotes].map(quote => text.lastIndexOf(quote)));

/**
 * Answers one after the other with blanks between; double quotes hold words together, and a text at the end takes all
 * that is left.
 */
const compact = (rest: string, fields: readonly NamedField[]): Split => {
  const texts: Split['texts'] = new Map();
  const text = rest.trim();
  const lastQuote = lastQuoteIn(text);
  let at = 0;
  for (const [index, { key, field }] of fields.entries()) {
    if (at >= text.length) break;
    const { word, end } = nextWord(text, at, lastQuote);
    const takesAll = index === fields.length - 1 && field.type === 'string' && text.slice(end).trim() !== '';
    texts.set(key, takesAll ? text.slice(at) : word);
    at = end;
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
  }
  return { texts, extra: false };
};

/**
 * Answers of a text form: with their labels where it begins with one or has a `#`, else one after the other.
 */
export const textForm = (rest: string, fields: readonly NamedField[]): Split =>
  rest.includes('#') || beginsWithLabel(rest, fields) ? labelled(rest, fields) : compact(rest, fields);
