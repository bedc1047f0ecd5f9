import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { afterNews, type OffersDoc, type OpenPoll, reserved } from './document.ts';

/** A poll that wants messages. */
export interface Claimant {
  id: string;
  /** Name of the user whose gateway polls. */
  by: string;
  /** How many claims there were when it arrived: a message claimed later is not for it. */
  arrived: number;
  /** Messages of which it brought news that stand in the documents now. */
  written: readonly string[];
}

/** What other polls have in their hands at a moment. */
interface Others {
  /** Numbers of their claims. */
  inTheAir: ReadonlySet<number>;
  /** Messages of which they bring news. */
  inTheNews: ReadonlySet<string>;
}

const othersOf = (open: Record<string, OpenPoll>, id: string): Others => {
  const others = Object.entries(open).filter(([other]) => other !== id);
  return {
    inTheAir: new Set(others.flatMap(([, { claim }]) => claim ?? [])),
    inTheNews: new Set(others.flatMap(([, { told = [] }]) => told)),
  };
};

/** Whether a message may be handed to a poll. */
const isFreeFor = (
  { by, arrived }: Claimant,
  uuid: string,
  { offered }: OffersDoc,
  { inTheAir, inTheNews }: Others,
  now: Ms,
): boolean => {
  if (inTheNews.has(uuid)) return false;
  const last = Object.hasOwn(offered, uuid) ? offered[uuid] : undefined;
  if (!last) return true;
  const isReserved = last.by !== by && Math.abs(now - last.at) < reserved;
  return last.claim <= arrived && !inTheAir.has(last.claim) && !isReserved;
};

/**
 * The document with a claim in it, and what was claimed; null where nothing was free.
 * @param open polls that may still be on their way
 */
export const withClaim = async (
  doc: OffersDoc,
  open: Record<string, OpenPoll>,
  claimant: Claimant,
  choose: (isFree: (uuid: string) => boolean) => Promise<readonly string[]>,
  now: () => Ms,
): Promise<{ doc: OffersDoc; mine: readonly string[] } | null> => {
  const { id, by, written } = claimant;
  const others = othersOf(open, id);
  const known = new Set<string>();
  const mine = await choose(uuid => {
    known.add(uuid);
    return isFreeFor(claimant, uuid, doc, others, now());
  });
  if (mine.length === 0) return null;
  const claim = doc.count + 1;
  const isRecent = (offer: { claim: number; at: Ms }): boolean =>
    others.inTheAir.has(offer.claim) || Math.abs(now() - offer.at) < reserved;
  const kept = Object.entries(afterNews(doc.offered, written, now())).filter(
    ([uuid, last]) => known.has(uuid) || isRecent(last),
  );
  const offered = Object.fromEntries([...kept, ...mine.map(uuid => [uuid, { claim, by, at: now() }] as const)]);
  const polls = { ...open, [id]: { ...open[id], at: now(), claim } };
  return { doc: { ...doc, count: claim, offered, open: polls }, mine };
};
