import { cleanUp } from './clean-up.ts';
import type { Job } from './job.ts';
import { parkedChanges } from './parked.ts';
import { replications } from './replications.ts';
import { transitionsDisabled } from './transitions-disabled.ts';

/** Every timed job, in the order in which they run when several are due. */
export const allJobs: readonly Job[] = [parkedChanges, cleanUp, replications, transitionsDisabled];
