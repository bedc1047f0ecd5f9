import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  lengthAfter,
  mostGiven,
  type ShortCodeDoc,
  shortCodeId,
  shortCodeLength,
  shortCodes,
} from '@rounds/ddocs/documents/short-codes.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { idFrom } from '../engine/cause.ts';

/**
 * Document of the main database that keeps how long new codes are, as CHT has it: `{current_length}`.
 */
export const codeLengthId = 'shortcode-id-length';

interface CodeLength extends Doc {
  current_length?: number;
}

/** Document of the sentinel database that keeps how many codes are given. */
export const codesGivenId = 'short-codes-given';

/**
 * How many codes are given, of all lengths together, those of contacts that came from elsewhere included. It may be a
 * few more than there are, after a run that broke off, never less: a process that gives codes adds theirs here before.
 */
interface CodesGiven extends Doc {
  type: 'short-codes-given';
  given: number;
  /** The last batches that were counted, the newest last: one that is tried again counts once. */
  batches: readonly (Counted & { id: string })[];
}

/** What decides the lengths of a batch's codes: how many were given before it, and the length in force. */
interface Counted {
  before: number;
  least: number;
}

/** Batches that are remembered: a batch that broke off comes again soon. */
const mostBatches = 20;

/** The databases that codes are given in, and what is called before each write. */
interface Giving {
  main: Store;
  side: Store;
  fence: () => void;
}

/** A cause that has no code yet. */
interface Waiting {
  cause: string;
  /** How many codes of this length it has tried. */
  tried: number;
}

/** How many codes of a cause are asked for at once: the first is nearly always free, and one of the next. */
const turns = [1, 5, 20] as const;
/** How many codes of a length a cause tries at most. */
const mostTried = 200;

/**
 * Short codes for causes, each given to one cause only, however many sentinels and api processes ask at once: a code
 * belongs to whoever first writes its document. The same cause gets the same code, on every machine and at every time,
 * as long as codes are of that length. Codes that contacts have already, from wherever, are left out. For a batch: one
 * count of all codes, one request that asks for contacts, and one that writes; more only for codes that were taken.
 * @param fence called before each write; throws when this process may not write any more
 */
export const reserveCodes = async (
  causes: readonly string[],
  { main, side, fence = () => {} }: { main: Store; side: Store; fence?: () => void },
): Promise<Map<string, string>> => {
  const codes = new Map<string, string>();
  const distinct = [...new Set(causes)];
  if (distinct.length === 0) return codes;
  const giving: Giving = { main, side, fence };
  const { before, least } = await countIn(distinct, giving);
  let left: string[] = [];
  let at = 0;
  for (let length = lengthAfter(before, least); at < distinct.length || left.length > 0; length++) {
    if (length > shortCodeLength.most) throw new AppError('store/refused', 'There are no short codes left');
    if (length > least) await lengthen(main, length, fence);
    // So many are still to be had of this length; the others are one longer, or two.
    const end = length === shortCodeLength.most ? distinct.length : Math.max(at, mostGiven(length) - before);
    left = await giveOf(length, [...left, ...distinct.slice(at, end)], codes, giving);
    at = Math.min(end, distinct.length);
  }
  return codes;
};

/** Gives codes of one length. @returns the causes that found none */
const giveOf = async (
  length: number,
  causes: readonly string[],
  codes: Map<string, string>,
  giving: Giving,
): Promise<string[]> => {
  let waiting: Waiting[] = causes.map(cause => ({ cause, tried: 0 }));
  for (let turn = 0; waiting.some(({ tried }) => tried < mostTried); turn++)
    waiting = await tryOnce(waiting, { length, size: turns[Math.min(turn, turns.length - 1)]! }, codes, giving);
  return waiting.map(({ cause }) => cause);
};

/**
 * Counts codes for these causes as given.
 * @throws AppError `store/unreachable`, `store/refused`
 */
const countIn = async (causes: readonly string[], { main, side, fence }: Giving): Promise<Counted> => {
  const id = idFrom('codes', ...causes);
  for (;;) {
    const [least, stored, ofContacts] = await Promise.all([
      currentLength(main),
      side.get<CodesGiven>(codesGivenId),
      main.count('medic-client/contacts_by_reference', { startKey: ['shortcode'], endKey: ['shortcode', {}] }),
    ]);
    const batches = Array.isArray(stored?.batches) ? stored.batches : [];
    const counted = batches.find(batch => batch.id === id);
    if (counted) return counted;
    const before = Math.max(Number(stored?.given) || 0, ofContacts);
    const next: CodesGiven = {
      ...stored,
      _id: codesGivenId,
      type: 'short-codes-given',
      given: before + causes.length,
      batches: [...batches, { id, before, least }].slice(-mostBatches),
    };
    fence();
    const [result] = await side.write([next]);
    if (result!.ok) return { before, least };
    if (result!.error !== 'conflict')
      throw new AppError('store/refused', `${side.name} refused ${codesGivenId}: ${result!.reason}`);
  }
};

/**
 * Tries the next codes of each cause; gives back the causes that are still without. A code is passed over only when it
 * is another's for good: two processes that look for the same cause at once must come to the same end. @param size how
 * many are looked at
 */
const tryOnce = async (
  waiting: readonly Waiting[],
  { length, size }: { length: number; size: number },
  codes: Map<string, string>,
  { main, side, fence }: Giving,
): Promise<Waiting[]> => {
  const asked = waiting.map(({ cause, tried }) =>
    shortCodes(cause, { length, count: Math.min(tried + size, mostTried) }).slice(tried),
  );
  const holders = await holdersOf(asked.flat(), { main, side });
  const wanted = waiting.map(({ cause }, at) =>
    asked[at]!.find(code => !holders.has(code) || holders.get(code)!.has(cause)),
  );
  const trying = new Map<string, string>();
  waiting.forEach(({ cause }, at) => {
    const code = wanted[at];
    // Two causes of one batch may meet in a code: it is the first one's, if it is still to be had.
    if (code !== undefined && !trying.has(code)) trying.set(code, cause);
  });
  const owners = await claim(
    [...trying].map(([code, cause]) => ({ cause, code })),
    side,
    fence,
  );
  return waiting.flatMap(({ cause, tried }, at) => {
    const code = wanted[at];
    if (code !== undefined && (owners.get(code) === cause || holders.get(code)?.has(cause))) {
      codes.set(cause, code);
      return [];
    }
    return [{ cause, tried: tried + (code === undefined ? size : asked[at]!.indexOf(code) + 1) }];
  });
};

/** Writes that these codes are given; answers for each whose it is. */
const claim = async (
  trying: readonly { cause: string; code: string }[],
  side: Store,
  fence: () => void,
): Promise<Map<string, string | undefined>> => {
  if (trying.length === 0) return new Map();
  fence();
  const docs = trying.map(({ cause, code }): ShortCodeDoc => ({ _id: shortCodeId(code), type: 'short-code', cause }));
  const results = await side.write(docs);
  const refused = results.find(result => !result.ok && result.error !== 'conflict');
  if (refused && !refused.ok)
    throw new AppError('store/refused', `${side.name} refused ${refused.id}: ${refused.reason}`);
  const lost = trying.filter((_, at) => !results[at]!.ok);
  const owners = new Map<string, string | undefined>(trying.map(({ cause, code }) => [code, cause]));
  if (lost.length === 0) return owners;
  const standing = await side.getMany<ShortCodeDoc>(lost.map(({ code }) => shortCodeId(code)));
  lost.forEach(({ code }, at) => {
    owners.set(code, standing[at]?.cause);
  });
  return owners;
};

/**
 * Whose codes are that contacts have: the contact's own, which may have been made while this was asked, or the cause's
 * to which the code was given before somebody imported a contact with it. A code that no contact has is missing.
 */
const holdersOf = async (
  codes: readonly string[],
  { main, side }: { main: Store; side: Store },
): Promise<Map<string, Set<string>>> => {
  const holders = new Map<string, Set<string>>();
  if (codes.length === 0) return holders;
  const keys = codes.map(code => ['shortcode', code]);
  for (const { id, key } of await main.query('medic-client/contacts_by_reference', {
    keys,
    limit: 1_000_000,
    prompt: true,
  })) {
    const [, code] = key as [string, string];
    holders.set(code, (holders.get(code) ?? new Set()).add(id));
  }
  const held = [...holders];
  if (held.length === 0) return holders;
  const given = await side.getMany<ShortCodeDoc>(held.map(([code]) => shortCodeId(code)));
  held.forEach(([, whose], at) => {
    if (given[at]) whose.add(given[at].cause);
  });
  return holders;
};

const currentLength = async (main: Store): Promise<number> => {
  const length = Number((await main.get<CodeLength>(codeLengthId))?.current_length);
  return Number.isInteger(length)
    ? Math.min(Math.max(length, shortCodeLength.least), shortCodeLength.most)
    : shortCodeLength.least;
};

/** Writes down that codes are longer from now on; somebody who found so before has it written already. */
const lengthen = async (main: Store, length: number, fence: () => void): Promise<void> => {
  for (;;) {
    const stored = await main.get<CodeLength>(codeLengthId);
    if (Number(stored?.current_length ?? 0) >= length) return;
    fence();
    const [result] = await main.write([{ ...stored, _id: codeLengthId, current_length: length }]);
    if (result!.ok || result!.error !== 'conflict') return;
  }
};
