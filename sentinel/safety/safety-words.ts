import { folded } from '../dialogues/match.ts';

/** A text as words are looked for in it: without case, accents and signs, a blank between two words and at both ends. */
const plain = (text: string): string =>
  ` ${folded(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

const isIn = (text: string, word: string): boolean => {
  const wanted = plain(word);
  return word.trimEnd().endsWith('*') ? text.includes(wanted.trimEnd()) : text.includes(wanted);
};

/**
 * The safety words in a text, as the programme lists them, in whichever language. A negation does not clear one: somebody
 * who writes that she does not want to die is looked at too.
 */
export const safetyWordsIn = (text: string, words: Readonly<Record<string, readonly string[]>>): string[] => {
  const within = plain(text);
  return [...new Set(Object.values(words).flat())].filter(word => plain(word).trim() !== '' && isIn(within, word));
};
