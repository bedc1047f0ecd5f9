import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { checkpointId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Change, Store } from '@rounds/ddocs/store/store.ts';
import type { Engine } from '../engine/engine.ts';
import { type Log, messageOf } from '../process/log.ts';
import type { Sleep } from '../process/sleep.ts';
import type { Gate } from './gate.ts';
import { isProgramme } from './in-force.ts';
import type { Parked } from './parked.ts';

export interface WatchOptions {
  main: Store;
  side: Store;
  engine: Pick<Engine, 'settle'>;
  parked: Parked;
  /** Reads settings and words again. */
  reload: () => Promise<void>;
  /** @throws AppError `sentinel/not-leader` */
  fence: () => void;
  sleep: Sleep;
  log: Log;
  /** Whether the feed is on. */
  gate: Pick<Gate, 'isOpen' | 'pass'>;
  /** Told after each batch. @param backlog changes still to come, -1 when not known */
  onBatch: (batch: { seq: string; settled: number; backlog: number }) => Promise<void>;
  /** Changes per batch. @default 500 */
  size?: number;
}

/** How long to hold a request for a change that is not there yet, in ms. */
const patience = 25_000;
/** Attempts at one change before it is parked. */
const attempts = 4;

/**
 * Follows the feed of the main database from the checkpoint: batch after batch, each settled or parked before the
 * checkpoint is written, so that it never passes a change that is neither. Resolves when the signal comes.
 * @throws AppError `sentinel/not-leader` when the lease is lost
 */
export const watch = async (options: WatchOptions, signal: AbortSignal): Promise<void> => {
  const { main, side, reload, fence, onBatch, gate, size = 500 } = options;
  let seq = await patiently(
    options,
    signal,
    async () => (await side.getLocal<{ value?: string }>(checkpointId))?.value ?? '0',
  );
  const pageAfter = (since: string) =>
    patiently(options, signal, () =>
      main.changes({ since, limit: size, docs: true, conflicts: true, wait: patience, signal }),
    );
  let ahead: ReturnType<typeof pageAfter> | undefined;
  while (!signal.aborted) {
    await gate.pass(signal);
    const page = await (ahead ?? pageAfter(seq!));
    ahead = undefined;
    if (signal.aborted || !page) return;
    if (!gate.isOpen() || (page.changes.length === 0 && page.lastSeq === seq)) continue;
    if (page.changes.length === size) {
      // The next page is on its way while this one is settled. Should it fail, that shows where it is awaited.
      ahead = pageAfter(page.lastSeq);
      ahead.catch(() => undefined);
    }
    if (page.changes.some(({ id }) => isProgramme(id))) await patiently(options, signal, reload);
    const settled = await settle(page.changes, options, signal);
    if (signal.aborted) return;
    seq = page.lastSeq;
    await patiently(options, signal, async () => {
      fence();
      await side.putLocal(checkpointId, { value: seq });
    });
    await onBatch({ seq, settled, backlog: page.pending });
  }
};

/** Tries until the database can be reached, waiting longer each time; undefined when the signal comes first. */
const patiently = async <T>(
  { sleep, log }: WatchOptions,
  signal: AbortSignal,
  act: () => Promise<T>,
): Promise<T | undefined> => {
  for (let round = 0; !signal.aborted; round++) {
    try {
      return await act();
    } catch (error) {
      if (!isAppError(error, 'store/unreachable')) throw error;
      if (round > 2) log.warn({ reason: messageOf(error) }, 'The database cannot be reached');
      await sleep(pause(round), signal);
    }
  }
  return undefined;
};

const pause = (round: number): number => Math.min(100 * 2 ** round, 5_000);

/**
 * Settles changes, all at once if that works, else by halves, so that one that cannot be settled does not hold the
 * others.
 */
const settle = async (changes: readonly Change[], options: WatchOptions, signal: AbortSignal): Promise<number> => {
  const { engine, parked, log, sleep } = options;
  for (let round = 0; !signal.aborted; round++) {
    try {
      const settled = await patiently(options, signal, () => engine.settle(changes));
      if (settled === undefined) return 0;
      if (parked.size > 0) await parked.settled(changes.map(({ id }) => id));
      return settled;
    } catch (error) {
      if (isAppError(error, 'sentinel/not-leader')) throw error;
      log.warn(
        { changes: changes.length, first: changes[0]?.id, reason: messageOf(error) },
        'Changes could not be settled',
      );
      if (changes.length > 1) return byHalves(changes, options, signal);
      if (round + 1 >= attempts) {
        await patiently(options, signal, () => parked.park(changes[0]!, messageOf(error)));
        return 0;
      }
      await sleep(pause(round), signal);
    }
  }
  return 0;
};

const byHalves = async (changes: readonly Change[], options: WatchOptions, signal: AbortSignal): Promise<number> => {
  const half = changes.length >> 1;
  const first = await settle(changes.slice(0, half), options, signal);
  return first + (await settle(changes.slice(half), options, signal));
};
