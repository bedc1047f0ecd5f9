import { everyFiveMinutes, type Job } from './job.ts';

/** Tries parked changes again whose turn it is; all of them when asked by hand. */
export const parkedChanges: Job = {
  name: 'parked_changes',
  about: 'tries again what could not be settled',
  when: everyFiveMinutes,
  run: async ({ parked, byHand }) => {
    const before = parked.size;
    const left = await parked.retry(byHand);
    return { done: Math.max(0, before - left), ...(left > 0 ? { note: `${left} changes are still parked` } : {}) };
  },
};
