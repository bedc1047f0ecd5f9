import { isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Job } from '../jobs/job.ts';
import { everyMinute } from '../jobs/job.ts';
import { giveOwners } from './owners.ts';
import { goOn } from './wave.ts';

/** Requests that are looked at in one round. */
const page = 200;

/**
 * Asks volunteers in waves: those who declined or are silent are replaced, the circle widens, the best offer is taken, what
 * is late is shown. New requests are given to who looks after them. Doors go on at once with what they change; this is for all that time brings.
 */
export const dispatchWaves: Job = {
  name: 'dispatch_waves',
  about: 'asks volunteers in waves, and lets time tell on requests for help',
  when: everyMinute,
  run: async (context, signal) => {
    const { main, programme, now, fence, store, databases } = context;
    if (!programme().settings.dispatch) return { done: 0 };
    let done = await giveOwners({ main, programme, now, fence }, store(databases.logs));
    const rows = await main.query('medic-dispatch/dispatches', {
      ...{ startKey: ['due', null], endKey: ['due', now()], limit: page, docs: true, prompt: true },
    });
    for (const { doc } of rows) {
      if (signal.aborted || !isDispatch(doc)) continue;
      const { changed } = await goOn({ main, programme, now, fence }, doc._id);
      if (changed) done += 1;
      context.progress(done);
    }
    return { done };
  },
};
