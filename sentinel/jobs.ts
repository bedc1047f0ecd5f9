import { campaignsJob } from './campaigns/job.ts';
import { handOverCauses } from './dialogues/handed-over.ts';
import { dialoguesJob } from './dialogues/job.ts';
import { dialogueMovesJob } from './dialogues/moves-job.ts';
import { digestJobs } from './digests/job.ts';
import { dispatchWaves } from './dispatch/job.ts';
import { volunteerCauses } from './dispatch/volunteer-causes.ts';
import { eventCauses } from './events/causes.ts';
import { cleanUp } from './jobs/clean-up.ts';
import type { Job } from './jobs/job.ts';
import { parkedChanges } from './jobs/parked.ts';
import { replications } from './jobs/replications.ts';
import { transitionsDisabled } from './jobs/transitions-disabled.ts';
import { contactMovesJob } from './moving/job.ts';
import { outbound } from './outbound/outbound.ts';
import { peopleActsJob } from './promoters/job.ts';
import { purging } from './purging/purging.ts';
import { reviewsJob } from './review/job.ts';
import { leavingCauses } from './review/told.ts';
import { dueTasks } from './schedule/release.ts';
import { reminders } from './schedule/reminders.ts';
import { createUsersJob } from './users/job.ts';
import { watchingJob } from './watching/job.ts';

/** Every timed job, in the order in which they run when several are due: first what somebody waits for. */
export const allJobs: readonly Job[] = [
  dueTasks,
  campaignsJob,
  dialoguesJob,
  dialogueMovesJob,
  contactMovesJob,
  peopleActsJob,
  dispatchWaves,
  reminders,
  outbound,
  createUsersJob,
  reviewsJob([volunteerCauses, eventCauses, leavingCauses, handOverCauses]),
  watchingJob,
  parkedChanges,
  cleanUp,
  replications,
  purging,
  ...digestJobs,
  transitionsDisabled,
];
