import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { schedule } from 'node-cron';
import { messageOf } from '../process/log.ts';
import { isDue } from './due.ts';
import { isFrequent, type Job } from './job.ts';
import { type Run, type RunContext, runJob } from './run-job.ts';
import { type JobsRecord, openJobsRecord } from './state.ts';
import { answerWish, firstWish, unknownJob } from './wishes.ts';

export interface RunnerOptions extends RunContext {
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
/** How often it is looked whether a job is due or wished for. */
const everyTwoSeconds = '*/2 * * * * *';

/** What the runner has at hand. */
interface Desk {
  readonly options: RunnerOptions;
  readonly record: JobsRecord;
  /** Poked by name; true when by hand. */
  readonly poked: Map<string, boolean>;
  /** Since when this process looks after the jobs, in ms since 1970. */
  since: number;
  /** Ends the rest between two turns. */
  wake: () => void;
}

export const openRunner = (options: RunnerOptions): Runner => {
  const desk: Desk = {
    options,
    record: openJobsRecord(options),
    poked: new Map(),
    since: options.now(),
    wake: () => {},
  };
  return {
    turn: signal => turn(desk, signal),
    wishes: async signal => {
      await desk.record.load();
      await wishes(desk, signal);
    },
    lead: signal => lead(desk, signal),
    wish: name => {
      if (!desk.poked.has(name)) desk.poked.set(name, false);
      desk.wake();
    },
    wishAll: () => {
      for (const job of options.jobs.filter(isFrequent)) desk.poked.set(job.name, true);
      desk.wake();
    },
  };
};

const run = async ({ options, record }: Desk, one: Run): Promise<void> => {
  await runJob(options, record, one);
  const { name } = one.job;
  await options.onEnd?.(name);
  const { done, duration } = record.of(name) ?? {};
  options.log.debug({ job: name, done, duration }, 'A timed job is done');
};

const find = ({ options }: Desk, name: string): Job | undefined => options.jobs.find(job => job.name === name);

/** Fulfils every wish that there is, the oldest first. */
const wishes = async (desk: Desk, signal: AbortSignal): Promise<void> => {
  const { options, record } = desk;
  while (!signal.aborted) {
    const request = await firstWish(options.side);
    if (!request) return;
    const job = find(desk, request.job);
    const before = record.of(request.job);
    if (request.state === 'running' && before && (before.cut ?? 0) >= cutsForAPerson)
      await answerWish(options, request, { state: 'done', outcome: before });
    else if (job) await run(desk, { job, signal, byHand: true, request });
    else await answerWish(options, request, { state: 'done', outcome: unknownJob(request, options.now()) });
  }
};

/** The first job that is due, of those that have not run in this turn. */
const nextDue = (desk: Desk, ran: ReadonlySet<string>): Job | undefined => {
  const { options, record } = desk;
  const { settings } = options.programme();
  return options.jobs.find(job => {
    if (ran.has(job.name)) return false;
    const now = options.now();
    // The clock may have been set back since.
    desk.since = Math.min(desk.since, now);
    return isDue(job, { now, settings, before: record.of(job.name), since: desk.since });
  });
};

/** First what a person asked for, then what was poked, then what is due, in the order of the list. */
const turn = async (desk: Desk, signal: AbortSignal): Promise<void> => {
  const ran = new Set<string>();
  while (!signal.aborted) {
    await wishes(desk, signal);
    const [poked] = desk.poked;
    const job = poked ? find(desk, poked[0]) : nextDue(desk, ran);
    if (poked) desk.poked.delete(poked[0]);
    else if (!job) return;
    else ran.add(job.name);
    if (job && !signal.aborted) await run(desk, { job, signal, byHand: poked?.[1] ?? false });
  }
};

const lead = async (desk: Desk, signal: AbortSignal): Promise<void> => {
  const { options, record } = desk;
  desk.since = options.now();
  const ticks = schedule(everyTwoSeconds, () => desk.wake());
  const end = () => desk.wake();
  signal.addEventListener('abort', end, { once: true });
  try {
    for (let loaded = false; !signal.aborted; ) {
      try {
        if (!loaded) await record.load();
        loaded = true;
        await turn(desk, signal);
      } catch (error) {
        if (isAppError(error, 'sentinel/not-leader')) throw error;
        options.log.warn({ reason: messageOf(error) }, 'The timed jobs cannot be looked after now');
      }
      await rest(desk, signal);
    }
  } finally {
    signal.removeEventListener('abort', end);
    await ticks.destroy();
  }
};

const rest = (desk: Desk, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    desk.wake = resolve;
    if (signal.aborted || desk.poked.size > 0) resolve();
  });
