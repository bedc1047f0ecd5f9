import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type Lease, leaseId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
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
  /** The clock of this machine, which somebody may set. */
  now: () => number;
  /**
   * Milliseconds on a clock that nobody sets, and that may stand still while the machine sleeps.
   * @default that of Node
   */
  steady?: () => number;
  sleep: Sleep;
  log: Log;
  /** Milliseconds that a lease lasts when it is not renewed. @default 8000 */
  lasts?: number;
  /** Whether a holder is known to be gone, so that nobody need wait for its lease to run out. */
  isGone?: (holder: string) => boolean;
}

/**
 * A lease in one document, taken and renewed by compare and swap through its revision. Clocks of machines are never
 * compared: a standby takes over when it has seen the same revision for as long as its holder's lease lasts, and a
 * leader that could not renew stops writing well before that. A leader goes by whichever of its clocks went further,
 * since one may be set back and the other stands still while the machine sleeps; a standby by the one that nobody sets.
 */
export const openLease = ({
  steady = () => performance.now(),
  lasts = 8000,
  isGone = () => false,
  ...given
}: LeaseOptions): LeaseHolder => {
  const hand: Hand = { ...given, steady, lasts, isGone, mine: undefined, renewed: undefined };
  return {
    acquire: signal => acquire(hand, signal),
    hold: signal => hold(hand, signal),
    release: () => release(hand),
    fence: () => {
      if (!isValid(hand))
        throw new AppError('sentinel/not-leader', 'The lease of this sentinel has run out', {
          hint: 'Another sentinel leads, or the database was away',
        });
    },
  };
};

/** What a process has in hand of the lease. */
interface Hand extends Required<LeaseOptions> {
  /** The lease as this process wrote it last. */
  mine: Lease | undefined;
  /** When that write began, on both clocks; undefined while this process may not write. */
  renewed: { now: number; steady: number } | undefined;
}

const isValid = ({ renewed, now, steady, lasts }: Hand): boolean =>
  renewed !== undefined && Math.max(now() - renewed.now, steady() - renewed.steady) <= lasts * 0.75;

/** Writes the lease on top of a revision. False when somebody else was quicker. */
const write = async (hand: Hand, before: Lease | null | undefined, as: string): Promise<boolean> => {
  const began = { now: hand.now(), steady: hand.steady() };
  const lease: Lease = {
    _id: leaseId,
    ...(before?._rev ? { _rev: before._rev } : {}),
    type: 'lease',
    holder: as,
    until: began.now + hand.lasts,
    renewed: new Date(began.now).toISOString(),
  };
  const [result] = await hand.side.write([lease]);
  if (!result?.ok) return false;
  hand.mine = { ...lease, _rev: result.rev };
  hand.renewed = began;
  return true;
};

const acquire = async (hand: Hand, signal: AbortSignal): Promise<void> => {
  const { side, holder, steady, sleep, log, lasts, isGone } = hand;
  let seen: { rev: string | undefined; since: number } | undefined;
  while (!signal.aborted) {
    try {
      const lease = await side.get<Lease>(leaseId);
      if (seen?.rev !== lease?._rev) seen = { rev: lease?._rev, since: steady() };
      const free = !lease || lease.holder === '' || lease.holder === holder || isGone(lease.holder);
      if ((free || steady() - seen!.since >= lengthOf(lease, lasts)) && (await write(hand, lease, holder))) return;
    } catch (error) {
      log.warn({ reason: messageOf(error) }, 'The lease cannot be read');
    }
    await sleep(lasts / 6, signal);
  }
};

/** Renews the lease once. False when another process has it. */
const renew = async (hand: Hand): Promise<boolean> => {
  if (await write(hand, hand.mine, hand.holder)) return true;
  const lease = await hand.side.get<Lease>(leaseId);
  return lease?.holder === hand.holder && (await write(hand, lease, hand.holder));
};

const hold = async (hand: Hand, signal: AbortSignal): Promise<void> => {
  const { sleep, log, lasts } = hand;
  while (!signal.aborted) {
    await sleep(lasts / 4, signal);
    if (signal.aborted) return;
    try {
      if (await renew(hand)) continue;
      hand.renewed = undefined;
      return;
    } catch (error) {
      // The database is away. Nobody else can take the lease either, so it is tried again; meanwhile the fence stands.
      log.warn({ reason: messageOf(error) }, 'The lease cannot be renewed');
    }
  }
};

const release = async (hand: Hand): Promise<void> => {
  const before = hand.mine;
  hand.renewed = undefined;
  hand.mine = undefined;
  if (before) await write(hand, before, '').catch(() => false);
  hand.renewed = undefined;
};

/** A lease may last so long, in ms. */
export const leaseLength = { least: 1_000, most: 600_000 } as const;

/**
 * How long the lease of whoever holds it lasts, by its own clock; another process may have been given another length.
 * @param least ours
 */
const lengthOf = ({ until, renewed }: Pick<Lease, 'until' | 'renewed'>, least: number): number => {
  const length = until - Date.parse(renewed);
  return length > least ? Math.min(length, leaseLength.most) : least;
};
