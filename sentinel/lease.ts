import { AppError } from '@rounds/ddocs/error.ts';
import { type Lease, leaseId } from '@rounds/ddocs/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { type Log, messageOf } from './log.ts';
import type { Sleep } from './sleep.ts';

/** Who may write. Of all sentinels of a programme one at a time holds the lease; the others stand by. */
export interface LeaseHolder {
  /** Resolves when this process leads, or when the signal comes. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Renews until the lease is lost or the signal comes; only then it resolves. */
  hold(signal: AbortSignal): Promise<void>;
  /** Gives it up, so that a standby need not wait. */
  release(): Promise<void>;
  /** Called before every write. @throws AppError `sentinel/not-leader` when the lease has run out or was taken */
  fence(): void;
}

export interface LeaseOptions {
  side: Store;
  /** Name of this process, told from all others. */
  holder: string;
  now: () => number;
  sleep: Sleep;
  log: Log;
  /** Milliseconds that a lease lasts when it is not renewed. @default 8000 */
  lasts?: number;
  /** Whether a holder is known to be gone, so that nobody need wait for its lease to run out. */
  isGone?: (holder: string) => boolean;
}

/**
 * A lease in one document, taken and renewed by compare and swap through its revision. Clocks of machines are never compared: a
 * standby takes over when it has seen the same revision for as long as a lease lasts, and a leader that could not renew stops
 * writing well before that.
 */
export const openLease = ({ side, holder, now, sleep, log, lasts = 8000, isGone = () => false }: LeaseOptions): LeaseHolder => {
  let mine: Lease | undefined;
  let validUntil = Number.NEGATIVE_INFINITY;

  /** Writes the lease on top of a revision. False when somebody else was quicker. */
  const write = async (before: Lease | null | undefined, as: string): Promise<boolean> => {
    const at = now();
    const lease: Lease = {
      _id: leaseId,
      ...(before?._rev ? { _rev: before._rev } : {}),
      type: 'lease',
      holder: as,
      until: at + lasts,
      renewed: new Date(at).toISOString(),
    };
    const [result] = await side.write([lease]);
    if (!result?.ok) return false;
    mine = { ...lease, _rev: result.rev };
    validUntil = at + lasts * 0.75;
    return true;
  };

  const acquire = async (signal: AbortSignal): Promise<void> => {
    let seen: { rev: string | undefined; since: number } | undefined;
    while (!signal.aborted) {
      try {
        const lease = await side.get<Lease>(leaseId);
        if (seen?.rev !== lease?._rev) seen = { rev: lease?._rev, since: now() };
        const free = !lease || lease.holder === '' || lease.holder === holder || isGone(lease.holder);
        if ((free || (seen && now() - seen.since >= lasts)) && (await write(lease, holder))) return;
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'The lease cannot be read');
      }
      await sleep(lasts / 6, signal);
    }
  };

  const hold = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await sleep(lasts / 4, signal);
      if (signal.aborted) return;
      try {
        if (await write(mine, holder)) continue;
        const lease = await side.get<Lease>(leaseId);
        if (lease?.holder === holder && (await write(lease, holder))) continue;
        validUntil = Number.NEGATIVE_INFINITY;
        return;
      } catch (error) {
        // The database is away. Nobody else can take the lease either, so it is tried again; meanwhile the fence stands.
        log.warn({ reason: messageOf(error) }, 'The lease cannot be renewed');
      }
    }
  };

  return {
    acquire,
    hold,
    release: async () => {
      const before = mine;
      validUntil = Number.NEGATIVE_INFINITY;
      mine = undefined;
      if (before) await write(before, '').catch(() => false);
      validUntil = Number.NEGATIVE_INFINITY;
    },
    fence: () => {
      if (now() > validUntil)
        throw new AppError('sentinel/not-leader', 'The lease of this sentinel has run out', {
          hint: 'Another sentinel leads, or the database was away',
        });
    },
  };
};
