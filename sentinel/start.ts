import { isOn } from '@rounds/config/sections/transitions.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { watch } from './feed/watch.ts';
import { openParts } from './parts.ts';
import { openLease } from './process/lease.ts';
import { type Log, messageOf } from './process/log.ts';
import { sleep } from './process/sleep.ts';
import { openState } from './process/state.ts';

export interface SentinelOptions {
  /** With the credentials of an administrator. */
  couchUrl: string;
  databases: Databases;
  log: Log;
  /** Name of this process, told from all others that may hold the lease. */
  holder: string;
  /** Whether a holder is known to be gone. */
  isGone?: (holder: string) => boolean;
  /** Milliseconds that a lease lasts, within {@link leaseLength}. @default 8000 */
  leaseLasts?: number;
  /** Key of the vault; made from CouchDB's own secret when not given. */
  vaultKey?: string;
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
  /**
   * Has the timed jobs run as soon as they can, and tries all parked changes again. While another sentinel leads they
   * wait.
   */
  runJobs(): void;
  /** Resolves when it has ended. */
  ended: Promise<void>;
}

/** Jobs that work off what transitions leave for them; nobody shall wait for their hour. */
const soon = [
  ['mark_for_outbound', 'outbound'],
  ['create_user_for_contacts', 'create_users'],
] as const;

/**
 * Starts a sentinel: it waits for the database and the settings, then for its turn to lead, and follows the feed until
 * it is stopped.
 */
export const startSentinel = (options: SentinelOptions): Sentinel => {
  const {
    couchUrl,
    databases,
    log,
    holder,
    isGone,
    leaseLasts,
    vaultKey,
    now = Date.now,
    store = name => couchStore(couchUrl, name),
  } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Nobody has the lease yet who asks for it: this database has no fence.
  const lease = openLease({
    side: store(databases.sentinel),
    holder,
    now,
    sleep,
    log,
    ...(isGone ? { isGone } : {}),
    ...(leaseLasts ? { lasts: leaseLasts } : {}),
  });
  const gate = openGate();
  const parts = openParts({
    ...{ couchUrl, databases, log, now, store },
    fence: lease.fence,
    onJob: () => state.write(standing()),
    ...(vaultKey ? { vaultKey } : {}),
  });
  const { main, engine, parked, runner, reload } = parts;
  const state = openState(parts.side, now);
  let settledInAll = 0;
  let seq = '0';
  let backlog = -1;

  const standing = () => ({
    leader: holder,
    following: gate.isOpen(),
    seq,
    backlog,
    settled: settledInAll,
    failed: parked.size,
    off: parts.programme()?.off ?? [],
  });
  const onBatch = async (batch: { seq: string; settled: number; backlog: number }): Promise<void> => {
    ({ seq, backlog } = batch);
    settledInAll += batch.settled;
    if (batch.settled > 0) log.debug(batch, 'A batch is settled');
    const settings = parts.programme()?.settings;
    for (const [transition, job] of batch.settled > 0 && settings ? soon : [])
      if (isOn(settings!, transition)) runner.wish(job);
    await state.write(standing(), { atOnce: batch.backlog === 0 && batch.settled > 0 });
  };

  /** Says at once how things stand. Only who leads may. */
  const tell = async (): Promise<void> => {
    try {
      await state.write(standing(), { atOnce: true });
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'The state was not written');
    }
  };

  const lead = async (): Promise<void> => {
    log.info({ holder }, 'This sentinel leads');
    const leading = new AbortController();
    const stop = () => leading.abort();
    signal.addEventListener('abort', stop, { once: true });
    // The lease is held until the last step of whatever is at work is done.
    const holding = new AbortController();
    const held = lease.hold(holding.signal).finally(stop);
    try {
      await Promise.all([reload(), parked.load()]);
      // When one of them ends, so does the other; only then the lease may go to somebody else.
      const following = watch(
        { main, side: parts.side, engine, parked, reload, fence: lease.fence, sleep, log, gate, onBatch },
        leading.signal,
      );
      const jobs = runner.lead(leading.signal);
      const ends = await Promise.allSettled([following.finally(stop), jobs.finally(stop)]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } catch (error) {
      if (!isAppError(error, 'sentinel/not-leader'))
        log.error({ reason: messageOf(error) }, 'The feed broke off; it is taken up again');
      await sleep(1000, signal);
    } finally {
      signal.removeEventListener('abort', stop);
      holding.abort();
      await held;
    }
  };

  const life = async (): Promise<void> => {
    await untilReady(reload, () => parts.programme() !== undefined, log, signal);
    while (!signal.aborted) {
      await lease.acquire(signal);
      if (!signal.aborted) await lead();
    }
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
    runJobs: runner.wishAll,
    ended,
  };
};

/** Waits until the database is there and has settings. */
const untilReady = async (
  reload: () => Promise<void>,
  ready: () => boolean,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
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
