import type { Store } from '@rounds/ddocs/store/store.ts';

/** Rows that are counted at most: monitoring must not become the load that it watches. */
export const mostCounted = 100_000;

/** A number, or -1 where it cannot be had, as CHT says it. */
export const orUnknown = async (count: Promise<number>): Promise<number> => {
  try {
    return await count;
  } catch {
    return -1;
  }
};

/** How many documents have ids in a range. */
export const countBetween = async (store: Store, from: string, to: string): Promise<number> =>
  (await store.range({ from, to, limit: mostCounted })).length;
