import { couchStore } from '@rounds/ddocs/couch-store.ts';
import type { Databases } from '@rounds/ddocs/databases.ts';
import { isAppError } from '@rounds/ddocs/error.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { schedule } from 'node-cron';
import { openEngine } from './engine/engine.ts';
import { cleanInfodocs } from './jobs.ts';
import { openLease } from './lease.ts';
import { type Log, messageOf } from './log.ts';
import { openParked } from './parked.ts';
import { type Programme, readProgramme } from './programme.ts';
import { allRules } from './rules/all.ts';
import { sleep } from './sleep.ts';
import { openState } from './state.ts';
import { watch } from './watch.ts';

export interface SentinelOptions {
  /** With the credentials of an administrator. */
  couchUrl: string;
  databases: Databases;
  log: Log;
  /** Name of this process, told from all others that may hold the lease. */
  holder: string;
  /** Whether a holder is known to be gone. */
  isGone?: (holder: string) => boolean;
  /** Milliseconds that a lease lasts. */
  leaseLasts?: number;
  now?: () => number;
  /** Opens a database. @default over HTTP at `couchUrl` */
  store?: (name: string) => Store;
}

/** A sentinel at work, or standing by. */
export interface Sentinel {
  /** Finishes what it is writing, gives up the lease and ends. */
  stop(): Promise<void>;
  /** Switches the feed off, or on again. */
  toggle(): void;
  /** Runs the timed jobs now, and tries all parked changes again. */
  runJobs(): Promise<void>;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

/** Timed jobs run every five minutes (`sentinel.md` §2.5). */
const everyFiveMinutes = '*/5 * * * *';

/** Starts a sentinel: it waits for the database and the settings, then for its turn to lead, and follows the feed until it is stopped. */
export const startSentinel = (options: SentinelOptions): Sentinel => {
  const { couchUrl, databases, log, holder, isGone, leaseLasts, now = Date.now, store = name => couchStore(couchUrl, name) } = options;
  const [main, side] = [store(databases.main), store(databases.sentinel)];
  const stopping = new AbortController();
  const { signal } = stopping;
  const lease = openLease({ side, holder, now, sleep, log, ...(isGone ? { isGone } : {}), ...(leaseLasts ? { lasts: leaseLasts } : {}) });
  const state = openState(side, now);
  const gate = openGate();
  let programme: Programme | undefined;
  let settledInAll = 0;
  let seq = '0';

  const reload = async (): Promise<void> => {
    const read = await readProgramme(main);
    if (!read) return;
    programme = read;
    for (const { section, faults, transitions } of read.off)
      log.error({ section, faults, transitions }, 'A section of the settings is faulty; the transitions that it concerns are off');
  };
  const engine = openEngine(allRules, {
    main,
    side,
    programme: () => programme!,
    now,
    fence: lease.fence,
    log: (message, facts = {}) => log.info(facts, message),
  });
  const parked = openParked({ main, side, engine, now, log });

  const standing = (backlog: number) => ({
    leader: holder,
    following: gate.isOpen(),
    seq,
    backlog,
    settled: settledInAll,
    failed: parked.size,
    off: programme?.off ?? [],
  });
  const onBatch = async (batch: { seq: string; settled: number; backlog: number }): Promise<void> => {
    seq = batch.seq;
    settledInAll += batch.settled;
    if (batch.settled > 0) log.debug(batch, 'A batch is settled');
    await state.write(standing(batch.backlog), { atOnce: batch.backlog === 0 && batch.settled > 0 });
  };

  /** Says at once how things stand. Only who leads may. */
  const tell = async (): Promise<void> => {
    try {
      lease.fence();
      await state.write(standing(-1), { atOnce: true });
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'The state was not written');
    }
  };

  const lead = async (): Promise<void> => {
    log.info({ holder }, 'This sentinel leads');
    const leading = new AbortController();
    const stop = () => leading.abort();
    signal.addEventListener('abort', stop, { once: true });
    const held = lease.hold(leading.signal).finally(stop);
    try {
      await Promise.all([reload(), parked.load()]);
      await watch({ main, side, engine, parked, reload, fence: lease.fence, sleep, log, gate, onBatch }, leading.signal);
    } catch (error) {
      if (!isAppError(error, 'sentinel/not-leader')) log.error({ reason: messageOf(error) }, 'The feed broke off; it is taken up again');
      await sleep(1000, signal);
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
      await held;
    }
  };

  const runJobs = async (all: boolean): Promise<void> => {
    if (!programme) return;
    try {
      lease.fence();
      const left = await parked.retry(all);
      const cleaned = await cleanInfodocs(main, side, lease.fence);
      await state.write(standing(-1));
      log.debug({ left, cleaned }, 'The timed jobs are done');
    } catch (error) {
      if (!isAppError(error, 'sentinel/not-leader')) log.warn({ reason: messageOf(error) }, 'The timed jobs broke off');
    }
  };
  const jobs = schedule(everyFiveMinutes, () => runJobs(false), { noOverlap: true });

  const life = async (): Promise<void> => {
    await untilReady(reload, () => programme !== undefined, log, signal);
    while (!signal.aborted) {
      await lease.acquire(signal);
      if (!signal.aborted) await lead();
    }
    await jobs.destroy();
    await lease.release();
  };
  const ended = life();

  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
    toggle: () => {
      gate.toggle();
      log.info({ following: gate.isOpen() }, gate.isOpen() ? 'The feed is on' : 'The feed is off');
      void tell();
    },
    runJobs: () => runJobs(true),
    ended,
  };
};

/** Waits until the database is there and has settings. */
const untilReady = async (reload: () => Promise<void>, ready: () => boolean, log: Log, signal: AbortSignal): Promise<void> => {
  for (let round = 0; !signal.aborted; round++) {
    try {
      await reload();
      if (ready()) return;
      if (round % 20 === 0) log.info({}, 'There are no settings yet');
    } catch (error) {
      if (round % 20 === 0) log.info({ reason: messageOf(error) }, 'The database is not there yet');
    }
    await sleep(500, signal);
  }
};

/** A gate that the feed passes: shut, it waits. */
const openGate = () => {
  let open = true;
  let waiting: (() => void)[] = [];
  return {
    isOpen: () => open,
    toggle: () => {
      open = !open;
      if (!open) return;
      for (const go of waiting) go();
      waiting = [];
    },
    pass: (signal: AbortSignal): Promise<void> =>
      open || signal.aborted
        ? Promise.resolve()
        : new Promise(resolve => {
            waiting.push(resolve);
            signal.addEventListener('abort', () => resolve(), { once: true });
          }),
  };
};
