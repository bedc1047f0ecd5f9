/** Longest text of a message, in UTF-16 units, as Telegram counts. */
export const longestText = 4096;

/** Where a text may be cut best, the best first: between paragraphs, lines, sentences, words. */
const seams = [/\n\n/g, /\n/g, /(?<=[.!?])\s/g, /\s/g];

/** Half of a character that takes two units. */
const isSecondHalf = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));

/** The last place at which a text is best cut, so that what stands before fits; in the second half if it can be. */
const cutIn = (text: string, longest: number): number => {
  const head = text.slice(0, longest + 1);
  for (const seam of seams) {
    const last = [...head.matchAll(seam)].at(-1);
    if (last && last.index > longest / 2) return last.index;
  }
  return isSecondHalf(text, longest) ? longest - 1 : longest;
};

/** A text in parts that Telegram takes, none of them blank; nothing of it is lost but blanks between parts. */
export const splitText = (text: string, longest = longestText): string[] => {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > longest) {
    const at = cutIn(rest, longest);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest ? [...parts, rest] : parts;
};
