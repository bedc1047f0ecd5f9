import { randomUUID } from 'node:crypto';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { type JobRequest, type JobState, jobRequestId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openParts, type Parts } from './parts.ts';
import { type LeaseHolder, openLease } from './process/lease.ts';
import type { Log } from './process/log.ts';
import { sleep } from './process/sleep.ts';

export interface ByHandOptions {
  /** With the credentials of an administrator. */
  couchUrl: string;
  databases: Databases;
  log: Log;
  /** Name of this process, told from all others that may hold the lease. */
  holder: string;
  /** Whether a holder of the lease is known to be gone. */
  isGone?: (holder: string) => boolean;
  /** Key of the vault; made from CouchDB's own secret when not given. */
  vaultKey?: string;
  /** Hosts that pushes may reach though they are this machine or the database. @default none */
  outboundHosts?: ReadonlySet<string>;
  /** Hears how the job stands. */
  progress: (state: JobState) => void;
}

/**
 * Runs one job now. The sentinel that leads is asked to; where none leads this process takes the lease for as long as
 * the job takes, so that of all jobs on all machines one runs at a time.
 * @throws AppError `doc/missing` when there are no settings
 */
export const runByHand = async (name: string, options: ByHandOptions, signal: AbortSignal): Promise<JobState> => {
  const { couchUrl, databases, log, holder, isGone, progress } = options;
  // The process that asks need not lead: this database has no fence.
  const side = couchStore(couchUrl, databases.sentinel);
  const lease = openLease({ side, holder, now: Date.now, sleep, log, ...(isGone ? { isGone } : {}) });
  const wish = await wishFor(side, name);
  const waiting = new AbortController();
  const end = () => waiting.abort();
  signal.addEventListener('abort', end, { once: true });
  let fault: unknown;
  const taken = leadMeanwhile(options, lease, waiting.signal).catch((error: unknown) => {
    fault = error;
  });
  try {
    return await outcomeOf({ side, name, wish, progress, signal, fault: () => fault });
  } finally {
    signal.removeEventListener('abort', end);
    end();
    await taken;
    await lease.release();
    const left = await side.get<JobRequest>(jobRequestId(name));
    if (left?.wish === wish) await side.write([{ ...left, _deleted: true }]);
  }
};

/** Writes the wish for a job. @returns what tells it from other wishes for the same job */
const wishFor = async (side: Store, name: string): Promise<string> => {
  const wish = randomUUID();
  await put(side, {
    _id: jobRequestId(name),
    type: 'job-request',
    job: name,
    wish,
    requested: new Date().toISOString(),
    state: 'wanted',
  });
  return wish;
};

/** What somebody who wished for a job waits for. */
interface Waiting extends Pick<ByHandOptions, 'progress'> {
  side: Store;
  name: string;
  wish: string;
  /** Ends the waiting; the wish may be fulfilled all the same. */
  signal: AbortSignal;
  /** Why this process cannot lead; undefined while it can. */
  fault: () => unknown;
}

/** Waits until a wish is fulfilled. */
const outcomeOf = async ({ side, name, wish, progress, signal, fault }: Waiting): Promise<JobState> => {
  for (;;) {
    const request = await side.get<JobRequest>(jobRequestId(name));
    if (request?.wish !== wish) throw new AppError('doc/conflict', `Somebody else asked for ${name} meanwhile`);
    if (request.outcome) progress(request.outcome);
    if (request.state === 'done' && request.outcome) return request.outcome;
    if (fault()) throw fault();
    if (signal.aborted)
      throw new AppError('request/invalid', `${name} was not waited for`, { hint: 'npm run jobs tells how it did' });
    await sleep(200, signal);
  }
};

/** Where nobody leads, or the process that did is gone, this process does, until the signal comes. */
const leadMeanwhile = async (options: ByHandOptions, lease: LeaseHolder, signal: AbortSignal): Promise<void> => {
  const { couchUrl, databases, log, vaultKey, outboundHosts } = options;
  let fence = (): void => {};
  const parts = openParts({
    couchUrl,
    databases,
    log,
    now: Date.now,
    fence: () => fence(),
    ...(vaultKey ? { vaultKey } : {}),
    ...(outboundHosts ? { outboundHosts } : {}),
  });
  while (!signal.aborted) {
    await lease.acquire(signal);
    fence = lease.fence;
    try {
      if (!signal.aborted) await leadFor(parts, lease.hold, signal);
    } catch (error) {
      // The process that has the lease next takes up the wish, this one perhaps.
      if (!isAppError(error, 'sentinel/not-leader')) throw error;
    }
    await sleep(200, signal);
  }
};

/** Works off the wishes that there are, as the leader. */
const leadFor = async (
  parts: Parts,
  hold: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> => {
  const holding = new AbortController();
  const working = new AbortController();
  const stop = () => working.abort();
  signal.addEventListener('abort', stop, { once: true });
  const held = hold(holding.signal).finally(stop);
  try {
    await Promise.all([parts.reload(), parts.parked.load()]);
    if (!parts.programme()) throw new AppError('doc/missing', 'There are no settings yet');
    await parts.runner.wishes(working.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    holding.abort();
    await held;
  }
};

/** Writes the wish over an older one of that name. */
const put = async (side: Store, request: JobRequest): Promise<void> => {
  for (let round = 0; round < 10; round++) {
    const before = await side.get(request._id);
    const [result] = await side.write([{ ...request, ...(before?._rev ? { _rev: before._rev } : {}) }]);
    if (result?.ok) return;
  }
  throw new AppError('doc/conflict', `${request._id} conflicts again and again`);
};
