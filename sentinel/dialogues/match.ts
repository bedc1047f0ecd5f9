import type { AnswerKind } from '@rounds/ddocs/dialogues/dialogue.ts';
import { plainDigits } from '../text/digits.ts';

/**
 * A text as answers are compared: whatever its case, width and digits, without signs around it, and with one blank
 * where there are several.
 */
export const folded = (text: string): string =>
  plainDigits(text.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .match(/[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su)?.[0] ?? '';

/** The same without accents: many type `si` for `sí`. */
const bare = (text: string): string => folded(text).normalize('NFD').replace(/\p{M}/gu, '');

/** What stands before a label to be typed in its place: `a` of `A) daily`. */
const lead = (label: string): string => /^\s*([\p{L}\p{N}]{1,2})\s*[).:]/u.exec(label)?.[1] ?? '';

/** Something that may be chosen, with the labels that it has in all languages. */
export interface Labelled {
  value: string;
  labels: readonly string[];
}

const only = (found: readonly number[]): number | undefined => (found.length === 1 ? found[0] : undefined);

/**
 * Which of some choices a typed text means, by its place among them: a label in any language, a value, the letter before
 * a label, the number that it has in a list; undefined where it means none, or not one alone.
 */
export const chosenBy = (typed: string, choices: readonly Labelled[]): number | undefined => {
  const ways: ((text: string) => string)[] = [folded, bare];
  for (const way of ways) {
    const wanted = way(typed);
    if (wanted === '') continue;
    const where = (names: (choice: Labelled) => readonly string[]): number | undefined =>
      only(choices.flatMap((choice, at) => (names(choice).some(name => way(name) === wanted) ? [at] : [])));
    const found =
      where(({ labels }) => labels) ?? where(({ value }) => [value]) ?? where(({ labels }) => labels.map(lead));
    if (found !== undefined) return found;
  }
  const number = /^\d{1,3}$/.test(folded(typed)) ? Number(folded(typed)) : 0;
  return number >= 1 && number <= choices.length ? number - 1 : undefined;
};

const two = (number: number): string => String(number).padStart(2, '0');

const readers: Record<AnswerKind, (text: string) => string | undefined> = {
  text: text => (text.trim() === '' ? undefined : text.trim().slice(0, 2000)),
  number: text => {
    const plain = plainDigits(text).replace(',', '.');
    return /^[+-]?\d{1,15}(\.\d{1,10})?$/.test(plain) ? String(Number(plain)) : undefined;
  },
  // Five signs, as people are asked for: 09:30.
  time: text => {
    const [, hour, minute] = /^(\d\d)[:,.;](\d\d)$/.exec(plainDigits(text)) ?? [];
    return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? `${hour}:${minute}` : undefined;
  },
  date: text => {
    const plain = plainDigits(text);
    const [, y, m, d] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain) ?? [];
    const [, day, month, year] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(plain) ?? [];
    const [a, b, c] = [Number(y ?? year), Number(m ?? month), Number(d ?? day)];
    const date = new Date(Date.UTC(a, b - 1, c));
    const isReal = date.getUTCFullYear() === a && date.getUTCMonth() === b - 1 && date.getUTCDate() === c;
    return isReal ? `${a}-${two(b)}-${two(c)}` : undefined;
  },
};

/** A typed answer as it is kept; undefined where it is not of its kind. */
export const readAnswer = (typed: string, kind: AnswerKind = 'text'): string | undefined => readers[kind](typed);
