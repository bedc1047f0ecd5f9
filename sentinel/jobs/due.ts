import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { JobState } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { type Job, timetableFor } from './job.ts';

/** What is known when it is asked whether a job is due. */
export interface Known {
  now: Ms;
  settings: Settings;
  /** How the job did before; undefined when it never ran. */
  before: JobState | undefined;
  /** Since when this process looks after the jobs. */
  since: Ms;
}

/** Whether a job is to run now, by its timetable, or because its last run was cut short. */
export const isDue = (job: Job, { now, settings, before, since }: Known): boolean => {
  const began = before ? Date.parse(before.started) : since;
  if (before?.interrupted || (before && !before.ended)) return Math.min(began, now) + restAfter(before.cut ?? 0) <= now;
  // A run that is still to come was noted by a clock that was ahead: nobody waits until then.
  const next = timetableFor(job, settings)?.next(began <= now ? began : since, settings.default_timezone);
  return next !== undefined && next !== null && next <= now;
};

/**
 * How long a job rests that ended with its process, in ms: not at all the first time, for it may have been the machine;
 * then from one minute to an hour, so that a job that kills its process leaves the sentinel time for all else.
 */
const restAfter = (cut: number): Ms => (cut < 2 ? 0 : Math.min(2 ** (cut - 2), 60) * 60_000);
