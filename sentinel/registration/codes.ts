import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { shortCodeLength, shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/**
 * Document of the main database that keeps how long new codes are, as CHT has it: `{current_length}`.
 */
export const codeLengthId = 'shortcode-id-length';

interface CodeLength extends Doc {
  current_length?: number;
}

/**
 * Document of the sentinel database: a short code is given away, and for what. It is written once and never changed.
 */
export interface ShortCodeDoc extends Doc {
  type: 'short-code';
  /** What the code was given for. */
  cause: string;
}

export const shortCodeId = (code: string): string => `short-code:${code}`;

/** A cause that has no code yet, with the codes that are left for it to try. */
interface Waiting {
  cause: string;
  candidates: string[];
}

/**
 * Short codes for causes, each given to one cause only, however many sentinels and api processes ask at once: a code
 * belongs to whoever first writes its document. The same cause gets the same code, on every machine and at every time.
 * Codes that contacts have already, from wherever, are left out. For a batch: one request that asks for contacts, and
 * one that writes; more only for codes that were taken.
 * @param fence called before each write; throws when this process may not write any more
 */
export const reserveCodes = async (
  causes: readonly string[],
  { main, side, fence = () => {} }: { main: Store; side: Store; fence?: () => void },
): Promise<Map<string, string>> => {
  const codes = new Map<string, string>();
  if (causes.length === 0) return codes;
  let left = [...new Set(causes)];
  for (let length = await currentLength(main); left.length > 0; length++) {
    if (length > shortCodeLength.most) throw new AppError('store/refused', 'There are no short codes left');
    // The first of each cause is nearly always free; of those that failed many will fail again, so more are made and
    // asked for at once.
    const first = left.map(cause => ({ cause, candidates: shortCodes(cause, { length, count: 1 }) }));
    const failed = await tryOnce(first, 1, codes, { main, side, fence });
    let waiting: Waiting[] = failed.map(({ cause }) => ({ cause, candidates: shortCodes(cause, { length }).slice(1) }));
    while (waiting.some(({ candidates }) => candidates.length > 0))
      waiting = await tryOnce(waiting, 20, codes, { main, side, fence });
    left = waiting.map(({ cause }) => cause);
    if (left.length > 0) await lengthen(main, length + 1, fence);
  }
  return codes;
};

/**
 * Tries the next code of each cause; gives back the causes that are still without. A code is passed over only when it
 * is another's for good: two processes that look for the same cause at once must come to the same end. @param size how
 * many are looked at
 */
const tryOnce = async (
  waiting: readonly Waiting[],
  size: number,
  codes: Map<string, string>,
  { main, side, fence }: { main: Store; side: Store; fence: () => void },
): Promise<Waiting[]> => {
  const asked = waiting.map(({ candidates }) => candidates.slice(0, size));
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
  return waiting.flatMap(({ cause, candidates }, at) => {
    const code = wanted[at];
    if (code !== undefined && (owners.get(code) === cause || holders.get(code)?.has(cause))) {
      codes.set(cause, code);
      return [];
    }
    return [
      { cause, candidates: candidates.slice(code === undefined ? asked[at]!.length : candidates.indexOf(code) + 1) },
    ];
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
  for (const { id, key } of await main.query('medic-client/contacts_by_reference', { keys, limit: 1_000_000 })) {
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
