import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type JobState, type JobsState, jobsStateId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { readProgramme } from '@rounds/sentinel/feed/in-force.ts';
import { timetableFor } from '@rounds/sentinel/jobs/job.ts';
import { allJobs } from '@rounds/sentinel/jobs.ts';

const minute = (at: string | Ms): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
const seconds = (ms: Ms): string => `${(ms / 1000).toFixed(1)} s`;

/**
 * The timed jobs as rows of a table, its head first: when each last ran and what came of it, and when it runs next.
 * Moments are in UTC.
 */
export const jobRows = async ({ main, side, now }: { main: Store; side: Store; now: Ms }): Promise<string[][]> => {
  const [programme, state] = await Promise.all([readProgramme(main), side.get<JobsState>(jobsStateId)]);
  const rows = allJobs.map(job => {
    const before = state?.jobs[job.name];
    const settings = programme?.settings;
    const next =
      settings &&
      timetableFor(job, settings)?.next(before ? Date.parse(before.started) : now, settings.default_timezone);
    return [
      job.name,
      before ? minute(before.started) : 'never',
      before ? seconds(before.duration) : '',
      before ? String(before.done) : '',
      next ? (next <= now ? 'now' : minute(next)) : 'never',
      before?.error ?? before?.note ?? job.about,
    ];
  });
  return [['job', 'last run (UTC)', 'took', 'done', 'next run (UTC)', ''], ...rows];
};

/** How a running job stands. */
export const progressLine = ({ done, total, duration }: JobState): string =>
  `${done}${total === undefined ? '' : ` of ${total}`} done in ${seconds(duration)}`;

/** What came of a run. */
export const outcomeLine = (name: string, { done, duration, note, error, interrupted }: JobState): string => {
  if (error) return `${name} broke off after ${seconds(duration)}: ${error}`;
  const cut = interrupted ? ', then it was cut short' : '';
  return `${name}: ${done} done in ${seconds(duration)}${cut}${note ? `; ${note}` : ''}`;
};
