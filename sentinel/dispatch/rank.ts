import type { Rank } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** What is known of somebody who might be asked. */
export interface Known {
  /** Km away; null where that is not known. */
  km: number | null;
  /** The distance is that of a place above. */
  estimated?: boolean;
  /** Requests that are open with the person now. */
  open: number;
  /** When the last mission ended. */
  lastMission?: Ms;
  /** How often the person was asked, and how often the answer was yes. */
  asked: number;
  yes: number;
}

/** How much each term counts. */
export const weights = { near: 0.5, load: 0.2, rest: 0.1, answers: 0.2 } as const;

const day: Ms = 86_400_000;
/** As if everybody had been asked so often before, and had said yes to half: one answer does not decide. */
const before = { asked: 2, yes: 1 };

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** Where nobody knows how far somebody is, half the way is taken. */
const nearness = (km: number | null, radius: number): number => (km === null ? 0.5 : Math.max(0, 1 - km / radius));

/**
 * Why somebody is asked before others, with every term: how near, how little is open, how long since the last mission (a
 * day counts in full), and how often the person's own answers were yes.
 * @param radius the widest, in km
 */
export const rankOf = ({ km, estimated, open, lastMission, asked, yes }: Known, radius: number, now: Ms): Rank => {
  const near = nearness(km, radius);
  const load = 1 / (1 + open);
  const rest = lastMission === undefined ? 1 : Math.min(1, Math.max(0, now - lastMission) / day);
  const answers = (yes + before.yes) / (asked + before.asked);
  const total = weights.near * near + weights.load * load + weights.rest * rest + weights.answers * answers;
  return {
    km: km === null ? null : Math.round(km * 100) / 100,
    ...(estimated ? { estimated: true as const } : {}),
    near: rounded(near),
    load: rounded(load),
    rest: rounded(rest),
    answers: rounded(answers),
    total: rounded(total),
  };
};

/** The best first; equals in an order that differs from request to request, so that nobody is always the first. */
export const byRank = <T extends { rank: Rank; volunteer: string }>(all: readonly T[], request: string): T[] => {
  const lot = (id: string): number => {
    let mixed = 2166136261;
    for (const sign of `${request} ${id}`) mixed = Math.imul(mixed ^ sign.codePointAt(0)!, 16777619);
    return mixed >>> 0;
  };
  return all
    .map(each => ({ each, lot: lot(each.volunteer) }))
    .sort((a, b) => b.each.rank.total - a.each.rank.total || a.lot - b.lot)
    .map(({ each }) => each);
};
