import { type Campaign, campaignId } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/**
 * Those of some campaigns of which nothing goes out: they were stopped, or are gone. It is asked before each sending, so
 * that a stop holds at once.
 * @param keys of campaigns, as messages name them; undefined for a message of none
 */
export const stoppedAmong = async (
  main: Store,
  keys: readonly (string | undefined)[],
): Promise<ReadonlySet<string>> => {
  const named = [...new Set(keys.filter(key => key !== undefined))];
  if (named.length === 0) return new Set();
  const found = await main.getMany<Campaign>(named.map(campaignId));
  return new Set(named.filter((_, at) => !['running', 'done'].includes(found[at]?.state ?? '')));
};
