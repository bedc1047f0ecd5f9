import { fold } from '../people/fold.ts';

/** How many letters of a word may be wrong: none of a short one. */
const wrongIn = (word: string): number => (/\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/**
 * Whether the beginning of a word is another but for a few letters put in, left out or changed (Levenshtein, of which
 * only the shortest way to the end of `typed` counts).
 */
const begins = (word: string, typed: string, most: number): boolean => {
  let row = Array.from({ length: word.length + 1 }, (_, at) => at);
  for (let i = 0; i < typed.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < word.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (typed[i] === word[j] ? 0 : 1)));
    if (Math.min(...next) > most) return false;
    row = next;
  }
  return Math.min(...row) <= most;
};

/** Tells of texts whether they say what was typed, accents, case and a slip of the finger aside. */
export const nearly = (typed: string): ((text: string) => boolean) => {
  const wanted = fold(typed).split(' ').filter(Boolean);
  return text => {
    const folded = fold(text);
    const words = folded.split(' ');
    return wanted.every(
      each => folded.includes(each) || (wrongIn(each) > 0 && words.some(word => begins(word, each, wrongIn(each)))),
    );
  };
};
