import { campaignKey, leftOutFor } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';

/** How far a campaign is, by state. */
export interface Counts {
  /** Recipients who wait, were given it, and were left out, these by why. */
  waits: number;
  given: number;
  left_out: Record<string, number>;
  /** What became of what was given: messages by state, and runs. */
  messages: Record<string, number>;
  runs: Record<string, number>;
}

const messageStates = ['pending', 'forwarded-to-gateway', 'sent', 'delivered', 'failed', 'muted', 'denied', 'cleared'];
const moreStates = ['received-by-gateway', 'forwarded-by-gateway', 'duplicate'];
const runStates = ['planned', 'open', 'held', 'done', 'declined', 'expired', 'left'];

const counted = async (main: Store, key: string, kind: string, states: readonly string[]) => {
  const at = (...rest: Key[]): Key => [key, kind, ...rest];
  const numbers = await Promise.all(
    states.map(state => main.count('medic-campaigns/recipients', { startKey: at(state), endKey: at(state, {}) })),
  );
  return Object.fromEntries(states.flatMap((state, nth) => (numbers[nth]! > 0 ? [[state, numbers[nth]!]] : [])));
};

/** How a campaign stands, counted by the index and not by its documents. */
export const countsOf = async (main: Store, campaign: { _id: string }): Promise<Counts> => {
  const key = campaignKey(campaign);
  const { waits = 0, given = 0, left_out = 0 } = await counted(main, key, 'to', ['waits', 'given', 'left_out']);
  const whys = left_out === 0 ? [] : leftOutFor;
  const reasons = await Promise.all(
    whys.map(async reason => {
      const range = { startKey: [key, 'to', 'left_out', reason], endKey: [key, 'to', 'left_out', reason, {}] };
      return [reason, await main.count('medic-campaigns/recipients', range)] as const;
    }),
  );
  return {
    ...{ waits, given, left_out: Object.fromEntries(reasons.filter(([, count]) => count > 0)) },
    messages: given === 0 ? {} : await counted(main, key, 'message', [...messageStates, ...moreStates]),
    runs: given === 0 ? {} : await counted(main, key, 'run', runStates),
  };
};
