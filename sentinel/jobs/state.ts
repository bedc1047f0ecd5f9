import { AppError } from '@rounds/ddocs/error.ts';
import { type JobState, type JobsState, jobsStateId } from '@rounds/ddocs/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store.ts';

/** Keeps in one document how the jobs did, for monitoring and for whoever leads next. */
export interface JobsRecord {
  /** Reads what a leader before wrote. */
  load(): Promise<void>;
  of(name: string): JobState | undefined;
  write(name: string, state: JobState): Promise<void>;
}

export const openJobsRecord = ({ side, now, fence }: { side: Store; now: () => number; fence: () => void }): JobsRecord => {
  let doc: JobsState | null = null;
  const load = async (): Promise<void> => {
    doc = await side.get<JobsState>(jobsStateId);
  };
  return {
    load,
    of: name => doc?.jobs[name],
    write: async (name, state) => {
      for (let round = 0; round < 10; round++) {
        const next: JobsState = {
          _id: jobsStateId,
          ...(doc?._rev ? { _rev: doc._rev } : {}),
          type: 'jobs-state',
          jobs: { ...doc?.jobs, [name]: state },
          updated: new Date(now()).toISOString(),
        };
        fence();
        const [result] = await side.write([next]);
        if (result?.ok) {
          doc = { ...next, _rev: result.rev };
          return;
        }
        if (result?.error !== 'conflict') throw new AppError('store/refused', `${jobsStateId}: ${result?.error}: ${result?.reason}`);
        await load();
      }
      throw new AppError('doc/conflict', `${jobsStateId} conflicts again and again`);
    },
  };
};
