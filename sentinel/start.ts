import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Gate, openGate } from './feed/gate.ts';
import { watch } from './feed/watch.ts';
import { openParts, type Parts } from './parts.ts';
import { type LeaseHolder, openLease } from './process/lease.ts';
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
  /** Hosts that pushes may reach though they are this machine or the database. @default none */
  outboundHosts?: ReadonlySet<string>;
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
  const stopping = new AbortController();
  const { log } = options;
  const life = openLife(options);
  const { gate, parts, standing } = life;
  const ended = live(life, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
    toggle: () => {
      gate.toggle();
      log.info({ following: gate.isOpen() }, gate.isOpen() ? 'The feed is on' : 'The feed is off');
      void standing.tell();
    },
    runJobs: parts.runner.wishAll,
    ended,
  };
};

/** What a sentinel has for as long as it lives. */
interface Life {
  holder: string;
  log: Log;
  lease: LeaseHolder;
  gate: Gate;
  parts: Parts;
  standing: Standing;
}

const openLife = (options: SentinelOptions): Life => {
  const { couchUrl, databases, log, holder, isGone, leaseLasts, vaultKey, outboundHosts } = options;
  const { now = Date.now, store = name => couchStore(couchUrl, name) } = options;
  // Nobody has the lease yet who asks for it: this database has no fence.
  const lease = openLease({
    ...{ side: store(databases.sentinel), holder, now, sleep, log },
    ...(isGone ? { isGone } : {}),
    ...(leaseLasts ? { lasts: leaseLasts } : {}),
  });
  const gate = openGate();
  const parts = openParts({
    ...{ couchUrl, databases, log, now, store },
    fence: lease.fence,
    onJob: () => standing.write(),
    ...(vaultKey ? { vaultKey } : {}),
    ...(outboundHosts ? { outboundHosts } : {}),
  });
  const standing = openStanding({ holder, log, gate, parts, now });
  return { holder, log, lease, gate, parts, standing };
};

/** How a sentinel stands, for monitoring. */
interface Standing {
  /** Writes it, unless it was written a moment ago. */
  write(): Promise<void>;
  /** Says at once how things stand. Only the sentinel that leads may. */
  tell(): Promise<void>;
  /** Takes note of a batch that is settled or parked. */
  onBatch(batch: { seq: string; settled: number; backlog: number }): Promise<void>;
}

const openStanding = ({
  holder,
  log,
  gate,
  parts,
  now,
}: Pick<Life, 'holder' | 'log' | 'gate' | 'parts'> & { now: () => number }): Standing => {
  const { parked, runner, side, programme } = parts;
  const state = openState(side, now);
  let settled = 0;
  let [seq, backlog] = ['0', -1];
  const current = () => ({
    leader: holder,
    following: gate.isOpen(),
    ...{ seq, backlog, settled },
    failed: parked.size,
    off: programme()?.off ?? [],
  });
  return {
    write: () => state.write(current()),
    tell: async () => {
      try {
        await state.write(current(), { atOnce: true });
      } catch (error) {
        log.debug({ reason: messageOf(error) }, 'The state was not written');
      }
    },
    onBatch: async batch => {
      ({ seq, backlog } = batch);
      settled += batch.settled;
      if (batch.settled > 0) log.debug(batch, 'A batch is settled');
      const settings = programme()?.settings;
      for (const [transition, job] of batch.settled > 0 && settings ? soon : [])
        if (isOn(settings!, transition)) runner.wish(job);
      if (batch.settled > 0 && settings?.dispatch) runner.wish('dispatch_waves');
      await state.write(current(), { atOnce: batch.backlog === 0 && batch.settled > 0 });
    },
  };
};

/** Waits for the database, then again and again for the lease, and leads while it has it. */
const live = async (life: Life, signal: AbortSignal): Promise<void> => {
  const { parts, lease, log } = life;
  await untilReady(parts.reload, () => parts.programme() !== undefined, log, signal);
  while (!signal.aborted) {
    await lease.acquire(signal);
    if (!signal.aborted) await lead(life, signal);
  }
  await lease.release();
};

/** Follows the feed and runs the timed jobs until the lease is lost, or the signal comes. */
const lead = async ({ holder, log, lease, gate, parts, standing }: Life, signal: AbortSignal): Promise<void> => {
  const { main, side, engine, parked, reload, runner } = parts;
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
      { main, side, engine, parked, reload, fence: lease.fence, sleep, log, gate, onBatch: standing.onBatch },
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
