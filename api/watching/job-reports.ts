import type { JobState, JobsState } from '@rounds/ddocs/documents/sentinel-docs.ts';

/** How a timed job did; moments in ms. */
export interface JobReport {
  last_run: number;
  /** When it last came to its end; null when it never did. */
  last_success: number | null;
  /** Of the last run, or so far, in ms. */
  duration: number;
  running: boolean;
  /** What it did last: messages released, documents purged, pushes that went through. */
  count: number;
  /** Why the last run broke off; to administrators only, others see whether it did. */
  error: string | null;
  note: string | null;
  runs: number;
  failures: number;
}

const reportOf = ({ started, ended, succeeded, duration, done, error, note, runs, failures }: JobState): JobReport => ({
  last_run: Date.parse(started),
  last_success: succeeded ? Date.parse(succeeded) : null,
  duration,
  running: !ended,
  count: done,
  error: error ?? null,
  note: note ?? null,
  runs,
  failures,
});

/** The timed jobs by name. */
export const jobsIn = (state: JobsState | null): Record<string, JobReport> =>
  Object.fromEntries(Object.entries(state?.jobs ?? {}).map(([name, job]) => [name, reportOf(job)]));
