import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { type JobRequest, type JobState, jobRequestRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { schedule } from 'node-cron';
import { messageOf } from '../process/log.ts';
import { isFrequent, type Job, type JobContext, timetableFor } from './job.ts';
import { openJobsRecord } from './state.ts';

export interface RunnerOptions extends Omit<JobContext, 'byHand' | 'progress' | 'before'> {
  jobs: readonly Job[];
  /** Told after each run. */
  onEnd?: (name: string) => Promise<void>;
}

/** Runs the timed jobs of the sentinel that leads, one after the other. */
export interface Runner {
  /**
   * Runs what is due and what is wished for until the signal comes; the running job is then asked to end, and waited
   * for.
   * @throws AppError `sentinel/not-leader`
   */
  lead(signal: AbortSignal): Promise<void>;
  /** Does everything that there is to do now, once. */
  turn(signal: AbortSignal): Promise<void>;
  /** Runs only what somebody asked for in a {@link JobRequest}. */
  wishes(signal: AbortSignal): Promise<void>;
  /** Has a job run as soon as it can be. */
  wish(name: string): void;
  /** Has all frequent jobs run as soon as they can be, as if by hand. */
  wishAll(): void;
}

/** So many processes may end in the middle of what a person asked for; then he is told. */
const cutsForAPerson = 3;
/** How a long job stands is written down so often, in ms. */
const tellEvery = 2_000;
/** How often it is looked whether a job is due or wished for. */
const everyTwoSeconds = '*/2 * * * * *';

export const openRunner = (options: RunnerOptions): Runner => {
  const { jobs, side, now, fence, log, programme, onEnd } = options;
  const record = openJobsRecord(options);
  /** Wished for by name; true when by hand. */
  const wished = new Map<string, boolean>();
  let since = now();
  let wake = (): void => {};

  /** Writes how a wish stands. Its author may have given up and removed it. */
  const answer = async (
    request: JobRequest | undefined,
    state: JobRequest['state'],
    outcome?: JobState,
  ): Promise<void> => {
    if (!request) return;
    const newest = await side.get<JobRequest>(request._id);
    if (newest?.wish !== request.wish) return;
    fence();
    await side.write([{ ...newest, state, ...(outcome ? { outcome } : {}) }]);
  };

  const run = async (job: Job, signal: AbortSignal, byHand: boolean, request?: JobRequest): Promise<void> => {
    const before = record.of(job.name);
    const began = now();
    const state: JobState = {
      started: new Date(began).toISOString(),
      duration: 0,
      done: 0,
      ...(before?.succeeded ? { succeeded: before.succeeded } : {}),
      runs: (before?.runs ?? 0) + 1,
      failures: before?.failures ?? 0,
      ...(before?.cut ? { cut: before.cut } : {}),
    };
    // Should the process end with this job, the sentinel that leads next knows it.
    await record.write(job.name, state);
    await answer(request, 'running', state);
    let told = began;
    let telling: Promise<void> = Promise.resolve();
    const tell = async (): Promise<void> => {
      try {
        await record.write(job.name, state);
        await answer(request, 'running', state);
      } catch (error) {
        log.debug({ job: job.name, reason: messageOf(error) }, 'How a job stands was not written');
      }
    };
    const progress = (done: number, total?: number): void => {
      Object.assign(state, { done, duration: now() - began, ...(total === undefined ? {} : { total }) });
      if (now() - told < tellEvery) return;
      told = now();
      telling = telling.then(tell);
    };
    let broken: unknown;
    try {
      const { done, note } = await job.run({ ...options, byHand, progress, before }, signal);
      Object.assign(state, { done, ...(note ? { note } : {}) });
    } catch (error) {
      broken = error;
    }
    await telling;
    if (isAppError(broken, 'sentinel/not-leader')) throw broken;
    const ended = new Date(now()).toISOString();
    Object.assign(state, { ended, duration: now() - began });
    delete state.cut;
    if (signal.aborted) state.interrupted = true;
    else if (broken === undefined) state.succeeded = ended;
    else {
      Object.assign(state, { error: messageOf(broken), failures: state.failures + 1 });
      log.warn({ job: job.name, reason: state.error }, 'A timed job broke off');
    }
    await record.write(job.name, state);
    // The sentinel that leads next makes up for what was cut short.
    await answer(request, signal.aborted ? 'wanted' : 'done', state);
    await onEnd?.(job.name);
    log.debug({ job: job.name, done: state.done, duration: state.duration }, 'A timed job is done');
  };

  const isDue = (job: Job): boolean => {
    const settings = programme().settings;
    const before = record.of(job.name);
    const began = before ? Date.parse(before.started) : since;
    if (before?.interrupted || (before && !before.ended))
      return Math.min(began, now()) + restAfter(before.cut ?? 0) <= now();
    // A run that is still to come was noted by a clock that was ahead: nobody waits until then.
    since = Math.min(since, now());
    const next = timetableFor(job, settings)?.next(began <= now() ? began : since, settings.default_timezone);
    return next !== undefined && next !== null && next <= now();
  };

  const requests = async (): Promise<JobRequest[]> =>
    (await side.range<JobRequest>({ ...jobRequestRange, limit: 100 })).filter(({ state }) => state !== 'done');

  const find = (name: string): Job | undefined => jobs.find(job => job.name === name);

  const wishes = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const [request] = await requests();
      if (!request) return;
      const job = find(request.job);
      const before = record.of(request.job);
      if (request.state === 'running' && before && (before.cut ?? 0) >= cutsForAPerson)
        await answer(request, 'done', before);
      else if (job) await run(job, signal, true, request);
      else await answer(request, 'done', unknownJob(request, now()));
    }
  };

  /** First what a person asked for, then what was poked, then what is due, in the order of the list. */
  const turn = async (signal: AbortSignal): Promise<void> => {
    const ran = new Set<string>();
    while (!signal.aborted) {
      await wishes(signal);
      const [poked] = wished;
      const job = poked ? find(poked[0]) : jobs.find(one => !ran.has(one.name) && isDue(one));
      if (poked) wished.delete(poked[0]);
      else if (!job) return;
      else ran.add(job.name);
      if (job && !signal.aborted) await run(job, signal, poked?.[1] ?? false);
    }
  };

  const rest = (signal: AbortSignal): Promise<void> =>
    new Promise(resolve => {
      wake = resolve;
      if (signal.aborted || wished.size > 0) resolve();
    });

  return {
    turn,
    wishes: async signal => {
      await record.load();
      await wishes(signal);
    },
    lead: async signal => {
      since = now();
      const ticks = schedule(everyTwoSeconds, () => wake());
      const end = () => wake();
      signal.addEventListener('abort', end, { once: true });
      try {
        for (let loaded = false; !signal.aborted; ) {
          try {
            if (!loaded) await record.load();
            loaded = true;
            await turn(signal);
          } catch (error) {
            if (isAppError(error, 'sentinel/not-leader')) throw error;
            log.warn({ reason: messageOf(error) }, 'The timed jobs cannot be looked after now');
          }
          await rest(signal);
        }
      } finally {
        signal.removeEventListener('abort', end);
        await ticks.destroy();
      }
    },
    wish: name => {
      if (!wished.has(name)) wished.set(name, false);
      wake();
    },
    wishAll: () => {
      for (const job of jobs.filter(isFrequent)) wished.set(job.name, true);
      wake();
    },
  };
};

/**
 * How long a job rests that ended with its process, in ms: not at all the first time, for it may have been the machine;
 * then from one minute to an hour, so that a job that kills its process leaves the sentinel time for all else.
 */
const restAfter = (cut: number): Ms => (cut < 2 ? 0 : Math.min(2 ** (cut - 2), 60) * 60_000);

/** What is said to whoever wishes for a job that there is not. */
const unknownJob = ({ job }: JobRequest, at: Ms): JobState => {
  const moment = new Date(at).toISOString();
  return {
    started: moment,
    ended: moment,
    duration: 0,
    done: 0,
    runs: 0,
    failures: 0,
    error: `There is no job ${job}`,
  };
};
