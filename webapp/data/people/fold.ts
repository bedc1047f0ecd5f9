/** Digits of other scripts by their value: Arabic-Indic, extended Arabic-Indic, Devanagari, Bengali. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6];

/**
 * Text as it is searched: lower case, without accents, with ASCII digits; any other character parts words.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/\p{Nd}/gu, digit => {
      const code = digit.codePointAt(0)!;
      const zero = zeros.find(start => code >= start && code <= start + 9);
      return zero === undefined ? digit : String(code - zero);
    })
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * What a contact is found by: name, short codes and phone, each word after a space. The phone also without spaces, and
 * from its end.
 */
export const haystack = (parts: {
  name: string;
  codes: readonly (string | undefined)[];
  phone?: string | undefined;
}): string => {
  const digits = fold(parts.phone ?? '').replaceAll(' ', '');
  // A phone is looked for as people say it: +255 712 000 111, 0712 000 111 or 712000111.
  const tails = digits.length > 6 ? [digits, `0${digits.slice(-9)}`, digits.slice(-9)] : [digits];
  return ` ${[fold(parts.name), ...parts.codes.filter(code => code).map(code => fold(String(code))), ...tails].join(' ')}`;
};

/**
 * The words that all must begin a word of a haystack. Words of digits only that follow each other are one number, so
 * that `0712 000 111` is found as it is written.
 */
export const needles = (text: string): string[] => {
  const words = fold(text).split(' ').filter(Boolean);
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1);
    if (/^\d+$/.test(word) && last && /^\d+$/.test(last)) joined[joined.length - 1] = last + word;
    else joined.push(word);
  }
  return joined.map(word => ` ${word}`);
};
