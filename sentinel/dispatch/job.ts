import { isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Job } from '../jobs/job.ts';
import { everyMinute } from '../jobs/job.ts';
import { along, tripsOf } from './along.ts';
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
    const parts = { main, programme, now, fence };
    let done = await giveOwners(parts, store(databases.logs));
    const rows = await main.query('medic-dispatch/dispatches', {
      ...{ startKey: ['due', null], endKey: ['due', now()], limit: page, docs: true, prompt: true },
    });
    for (const { doc } of rows) {
      if (signal.aborted || !isDispatch(doc)) continue;
      const { changed } = await goOn(parts, doc._id);
      if (changed) done += 1;
      context.progress(done);
    }
    // What a crash kept from the requests of a trip is carried to them.
    for (const trip of await tripsOf(parts)) {
      if (signal.aborted) break;
      await along(parts, trip);
    }
    return { done };
  },
};
