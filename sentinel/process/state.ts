import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type SentinelState, stateId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** What the state says, apart from the time. */
export type Standing = Pick<SentinelState, 'leader' | 'following' | 'seq' | 'backlog' | 'settled' | 'failed' | 'off'>;

/**
 * Writes how the sentinel is doing, for monitoring: at most every few seconds while it works, at once when it has
 * caught up.
 */
export interface StateWriter {
  write(standing: Standing, options?: { atOnce?: boolean }): Promise<void>;
}

export const openState = (side: Store, now: () => Ms, every: Ms = 5_000): StateWriter => {
  let rev: string | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    write: async (standing, { atOnce = false } = {}) => {
      const at = now();
      if (!atOnce && at - last < every) return;
      last = at;
      const doc: SentinelState = {
        _id: stateId,
        type: 'sentinel-state',
        ...standing,
        updated: new Date(at).toISOString(),
      };
      for (let round = 0; round < 3; round++) {
        const [result] = await side.write([{ ...doc, ...(rev ? { _rev: rev } : {}) }]);
        if (result?.ok) {
          rev = result.rev;
          return;
        }
        rev = (await side.get(stateId))?._rev;
      }
    },
  };
};
