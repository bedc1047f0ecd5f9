import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { rest } from '../messages/rest.ts';

/** Wakes who rests, because there is something to do sooner. */
export interface Bell {
  ring(): void;
  /** Rests so long, or until it rings, or the work is called off. A ring while nobody rests counts for the next. */
  rest(ms: Ms, signal: AbortSignal): Promise<void>;
}

export const openBell = (): Bell => {
  let rung = false;
  let waking: AbortController | undefined;
  return {
    ring: () => {
      rung = true;
      waking?.abort();
    },
    rest: async (ms, signal) => {
      if (!rung && !signal.aborted) {
        waking = new AbortController();
        const wake = waking;
        const off = (): void => wake.abort();
        signal.addEventListener('abort', off);
        await rest(ms, wake.signal);
        signal.removeEventListener('abort', off);
        waking = undefined;
      }
      rung = false;
    },
  };
};
