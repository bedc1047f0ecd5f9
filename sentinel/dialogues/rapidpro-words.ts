import { folded } from './match.ts';
import type { Flow } from './rapidpro-shape.ts';

/** A language of a flow, `eng`, as dialogues name it, `en`. */
export const languageOf = (code: string): string => {
  try {
    return Intl.getCanonicalLocales(code)[0] ?? code;
  } catch {
    return code;
  }
};

/** The languages of a flow, its own first. */
export const languagesOf = ({ language, localization }: Flow): { code: string; language: string }[] =>
  [...new Set([language, ...Object.keys(localization ?? {})])].map(code => ({ code, language: languageOf(code) }));

/** The name of a result as its variable: `Often 1` is `often_1`. */
export const variableOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');

/** A text of a part of a flow in each of its languages; without a translation it is absent there. */
export const inLanguages = (
  flow: Flow,
  uuid: string,
  property: string,
  own: string | undefined,
  nth = 0,
): Record<string, string> => {
  const found: [string, string][] = own === undefined ? [] : [[languageOf(flow.language), own]];
  for (const [code, byUuid] of Object.entries(flow.localization ?? {})) {
    const value = (byUuid[uuid] as Record<string, unknown> | undefined)?.[property];
    const text = Array.isArray(value) ? value[nth] : nth === 0 ? value : undefined;
    if (typeof text === 'string' && text !== '') found.push([languageOf(code), text]);
  }
  return Object.fromEntries(found);
};

const place = /@(?:results\.(\w+)(?:\.(?:value|category|text|input))?|(?:contact\.)?fields\.(\w+))/g;

/** A text with the places that dialogues fill: `@results.age` is `{age}`; `strange` names what cannot be computed. */
export const converted = (text: string): { text: string; strange?: string } => {
  const plain = text
    .replaceAll('@@', '\u0000')
    .replace(place, (_, result?: string, field?: string) => `{${result ?? field}}`);
  // Other signs after an @ are no expression there: an address of mail stays as it is. Of a long one the beginning tells
  // which is meant.
  const strange =
    /@(?:\([^)\n]{0,200}\)?|(?:contact|results|fields|input|run|child|parent|trigger|globals|urns|ticket|resume|node|webhook|legacy_extra)\b[\w.]*)/.exec(
      plain,
    )?.[0];
  return { text: plain.replaceAll('\u0000', '@'), ...(strange === undefined ? {} : { strange }) };
};

const wordsOf = (text: string): string[] =>
  text
    .split(/[^\p{L}\p{N}]+/u)
    .map(folded)
    .filter(Boolean);

/** Tests of words that a choice can stand for, each with whether a label passes it. */
export const wordTests: Readonly<Record<string, (label: string, argument: string) => boolean>> = {
  has_any_word: (label, argument) => wordsOf(argument).some(word => wordsOf(label).includes(word)),
  has_all_words: (label, argument) => wordsOf(argument).every(word => wordsOf(label).includes(word)),
  has_phrase: (label, argument) => wordsOf(label).join(' ').includes(wordsOf(argument).join(' ')),
  has_only_phrase: (label, argument) => wordsOf(label).join(' ') === wordsOf(argument).join(' '),
  has_only_text: (label, argument) => label.trim() === argument.trim(),
  has_beginning: (label, argument) => folded(label).startsWith(folded(argument)),
};
