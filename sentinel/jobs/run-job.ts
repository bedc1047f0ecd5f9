import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { JobRequest, JobState } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { messageOf } from '../process/log.ts';
import type { Job, JobContext } from './job.ts';
import type { JobsRecord } from './state.ts';
import { answerWish } from './wishes.ts';

/** What every run of a job is given. */
export type RunContext = Omit<JobContext, 'byHand' | 'progress' | 'before'>;

/** One run of a job. */
export interface Run {
  job: Job;
  /** Ends it before its time: the job finishes what it is writing. */
  signal: AbortSignal;
  byHand: boolean;
  /** The wish that it fulfils, where somebody waits for it. */
  request?: JobRequest;
}

/** How a long job stands is written down so often, in ms. */
const tellEvery = 2_000;

/**
 * Runs a job, and keeps in the record and in the wish how it stands.
 * @throws AppError `sentinel/not-leader`; what else goes wrong in a job stands in the record
 */
export const runJob = async (context: RunContext, record: JobsRecord, run: Run): Promise<void> => {
  const { log, now } = context;
  const { job, signal, byHand, request } = run;
  const before = record.of(job.name);
  const state = firstState(before, now());
  const write = async (standing: JobRequest['state']): Promise<void> => {
    await record.write(job.name, state);
    await answerWish(context, request, { state: standing, outcome: state });
  };
  // Should the process end with this job, the sentinel that leads next knows it.
  await write('running');
  const teller = openTeller(context, job.name, () => write('running'));
  let broken: unknown;
  try {
    const { done, note } = await job.run({ ...context, byHand, progress: teller.progress(state), before }, signal);
    Object.assign(state, { done, ...(note ? { note } : {}) });
  } catch (error) {
    broken = error;
  }
  await teller.told();
  if (isAppError(broken, 'sentinel/not-leader')) throw broken;
  end(state, { at: now(), aborted: signal.aborted, broken });
  if (state.error !== undefined) log.warn({ job: job.name, reason: state.error }, 'A timed job broke off');
  // The sentinel that leads next makes up for what was cut short.
  await write(signal.aborted ? 'wanted' : 'done');
};

/** How a job stands that begins now. */
const firstState = (before: JobState | undefined, now: number): JobState => ({
  started: new Date(now).toISOString(),
  duration: 0,
  done: 0,
  ...(before?.succeeded ? { succeeded: before.succeeded } : {}),
  runs: (before?.runs ?? 0) + 1,
  failures: before?.failures ?? 0,
  ...(before?.cut ? { cut: before.cut } : {}),
});

/** Notes in a state how the run ended. */
const end = (state: JobState, { at, aborted, broken }: { at: number; aborted: boolean; broken: unknown }): void => {
  const ended = new Date(at).toISOString();
  Object.assign(state, { ended, duration: at - Date.parse(state.started) });
  delete state.cut;
  if (aborted) state.interrupted = true;
  else if (broken === undefined) state.succeeded = ended;
  else Object.assign(state, { error: messageOf(broken), failures: state.failures + 1 });
};

/** Writes down now and then how a long job stands; that it was not written harms nothing. */
const openTeller = ({ now, log }: RunContext, name: string, write: () => Promise<void>) => {
  let last = now();
  let telling: Promise<void> = Promise.resolve();
  const tell = async (): Promise<void> => {
    try {
      await write();
    } catch (error) {
      log.debug({ job: name, reason: messageOf(error) }, 'How a job stands was not written');
    }
  };
  return {
    progress:
      (state: JobState) =>
      (done: number, total?: number): void => {
        const duration = now() - Date.parse(state.started);
        Object.assign(state, { done, duration, ...(total === undefined ? {} : { total }) });
        if (now() - last < tellEvery) return;
        last = now();
        telling = telling.then(tell);
      },
    /** Resolves when all that was to be told is written. */
    told: () => telling,
  };
};
