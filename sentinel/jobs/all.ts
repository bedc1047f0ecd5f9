import { outbound } from '../outbound/outbound.ts';
import { purging } from '../purging/purging.ts';
import { dueTasks } from '../schedule/release.ts';
import { reminders } from '../schedule/reminders.ts';
import { createUsersJob } from '../users/job.ts';
import { cleanUp } from './clean-up.ts';
import type { Job } from './job.ts';
import { parkedChanges } from './parked.ts';
import { replications } from './replications.ts';
import { transitionsDisabled } from './transitions-disabled.ts';

/** Every timed job, in the order in which they run when several are due: first what somebody waits for. */
export const allJobs: readonly Job[] = [
  dueTasks,
  reminders,
  outbound,
  createUsersJob,
  parkedChanges,
  cleanUp,
  replications,
  purging,
  transitionsDisabled,
];
