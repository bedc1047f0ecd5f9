import type { Doc } from './doc.ts';

/** A short code has so many digits, the check digit included. */
export const shortCodeLength = { least: 5, most: 13 } as const;

/**
 * How many codes of a length are given away at most: a fifth of all that there are. So a code with a slip of a finger
 * in it is hardly ever somebody else's, and four of five that are tried for a new contact are still to be had.
 */
export const mostGiven = (length: number): number => 2 * 10 ** (length - 2);

/**
 * The length of the next code where so many are given, whatever their lengths: the shortest of which there are enough.
 *
 * @param given how many are given
 * @param least no shorter than this
 */
export const lengthAfter = (given: number, least: number = shortCodeLength.least): number => {
  let length = least;
  while (length < shortCodeLength.most && given >= mostGiven(length)) length += 1;
  return length;
};

/**
 * The check digit of some digits: their sum mod 11, each weighted with 2 to 10 from the right and round again; 10
 * becomes 0. It finds one wrong digit, and two neighbours in the wrong order, ten times of eleven or more.
 */
export const checkDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, at) => total + Number(digit) * (2 + (at % 9)), 0);
  return String((sum % 11) % 10);
};

/**
 * Whether text looks like a short code. Codes that came from elsewhere may have another check digit, so that is not
 * asked.
 */
export const isShortCode = (text: string): boolean => /^\d{5,13}$/.test(text);

/**
 * Whether the last digit is the one that Rounds would have given: a wrong one hints at a slip of the fingers, no more.
 */
export const hasCheckDigit = (code: string): boolean =>
  isShortCode(code) && checkDigit(code.slice(0, -1)) === code.at(-1);

/**
 * Codes to try for a new contact, in order. They follow from the cause, so that a run repeated after a crash, or on
 * another machine, tries the same ones; the first that no contact has yet is his. When all are taken, the next length
 * is due.
 *
 * @param cause what the code is for: the id of the contact or of the report that registers it
 * @param options.length digits in all; default 5
 * @param options.count how many; default 200, fewer where there are not as many
 */
export const shortCodes = (
  cause: string,
  { length = shortCodeLength.least, count = 200 }: { length?: number; count?: number } = {},
): string[] => {
  const digits = length - 1;
  const random = generator(cause);
  const codes = new Set<string>();
  while (codes.size < Math.min(count, 10 ** digits / 2)) {
    const body = Array.from({ length: digits }, () => Math.floor(random() * 10)).join('');
    codes.add(`${body}${checkDigit(body)}`);
  }
  return [...codes];
};

/** Numbers from 0 to 1 that look random and follow from a text: FNV-1a for the seed, then mulberry32. */
const generator = (text: string): (() => number) => {
  let state = 0x811c9dc5;
  for (const unit of text) state = Math.imul(state ^ unit.codePointAt(0)!, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Document of the sentinel database: whose a short code is. It is written once and never changed.
 */
export interface ShortCodeDoc extends Doc {
  type: 'short-code';
  /** The contact that has the code, or is to have it. */
  cause: string;
}

export const shortCodeId = (code: string): string => `short-code:${code}`;

/** Whether a reference is taken for a short code before it is taken for an id: those that are given out have digits. */
export const isTriedAsCode = (reference: string): boolean => /^\d+$/.test(reference);

/** What is known of a contact that has a short code which others have too. */
export interface Holder {
  id: string;
  /** Whether the code was given to this one, or noted as its own. */
  isGiven: boolean;
  /** When it came through the api, in ms; undefined for one that an import wrote. */
  arrived?: number | undefined;
  /** What it says of its own age: it decides between contacts of imports alone. */
  reported?: number | undefined;
}

/**
 * Which of two contacts had a code first: the one that it was given to, one of an import before one that came through
 * the api, the earlier one. 0 where nothing tells.
 */
export const whoWasFirst = (a: Holder, b: Holder): number => {
  if (a.isGiven !== b.isGiven) return a.isGiven ? -1 : 1;
  const arrival = (a.arrived ?? 0) - (b.arrived ?? 0);
  return arrival !== 0 || a.arrived !== undefined ? arrival : (a.reported ?? 0) - (b.reported ?? 0);
};
