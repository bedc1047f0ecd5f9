import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type JobState, type JobsState, jobsStateId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Keeps in one document how the jobs did, for monitoring and for whoever leads next. */
export interface JobsRecord {
  /**
   * Reads what a leader before wrote. A run of his that has no end ended with his process: there is one leader, and it
   * is this one.
   */
  load(): Promise<void>;
  of(name: string): JobState | undefined;
  write(name: string, state: JobState): Promise<void>;
}

export const openJobsRecord = ({
  side,
  now,
  fence,
}: {
  side: Store;
  now: () => number;
  fence: () => void;
}): JobsRecord => {
  let doc: JobsState | null = null;
  const read = async (): Promise<void> => {
    doc = await side.get<JobsState>(jobsStateId);
  };
  const record: JobsRecord = {
    load: async () => {
      await read();
      for (const [name, state] of Object.entries(doc?.jobs ?? {}))
        if (!state.ended) await record.write(name, cutShort(state, now()));
    },
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
        if (result?.error !== 'conflict')
          throw new AppError('store/refused', `${jobsStateId}: ${result?.error}: ${result?.reason}`);
        await read();
      }
      throw new AppError('doc/conflict', `${jobsStateId} conflicts again and again`);
    },
  };
  return record;
};

const cutShort = (state: JobState, at: Ms): JobState => {
  const cut = (state.cut ?? 0) + 1;
  const error = `The sentinel ended while this ran${cut > 1 ? `, ${cut} times in a row` : ''}: its log, or the system's, may say why`;
  return { ...state, ended: new Date(at).toISOString(), interrupted: true, cut, error, failures: state.failures + 1 };
};
