const isDigit = /^\p{Nd}$/u;
const digits = /\p{Nd}/gu;
/**
 * Joiners, blanks without width, and the marks of writing direction that phones put around numbers copied from their
 * address book.
 */
const zeroWidth = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * The value of a decimal digit of any script. Unicode keeps the ten digits of a script together in ascending order, and
 * where several tens adjoin, each begins a multiple of ten after the first: so the digits that stand right before one
 * tell its value.
 */
const digitValue = (digit: string): string => {
  const at = digit.codePointAt(0)!;
  let before = 0;
  while (isDigit.test(String.fromCodePoint(at - before - 1))) before += 1;
  return String(before % 10);
};

/**
 * A text with the decimal digits of every script (Devanagari, Arabic-Indic, Bengali, Burmese, Khmer, full width, ...)
 * as 0 to 9.
 */
export const asciiDigits = (text: string): string =>
  text.replace(digits, digit => (digit <= '9' ? digit : digitValue(digit)));

/** A text without characters that take no room, which some keyboards put between others unseen. */
export const withoutZeroWidth = (text: string): string => text.replace(zeroWidth, '');

/**
 * A number, id or date as typed, for reading: digits of every script as 0 to 9, no blanks around, nothing unseen
 * within.
 */
export const plainDigits = (text: string): string => asciiDigits(withoutZeroWidth(text)).trim();
