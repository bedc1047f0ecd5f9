import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { type FailedChange, failedId, failedRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Change, Store } from '@rounds/ddocs/store/store.ts';
import type { Engine } from '../engine/engine.ts';
import { type Log, messageOf } from '../process/log.ts';

/**
 * Changes that could not be settled: each a document that anybody can see, tried again when its document changes or by
 * hand.
 */
export interface Parked {
  /** Reads what is parked; to be called by whoever becomes leader. */
  load(): Promise<void>;
  park(change: Change, reason: string): Promise<void>;
  /** Removes those that were settled after all. */
  settled(ids: readonly string[]): Promise<void>;
  /** Tries again those whose turn it is, or all. @returns how many are left */
  retry(all?: boolean): Promise<number>;
  readonly size: number;
}

const minute = 60_000;
/** How long a parked change rests after so many attempts: a minute, doubled each time, at most a day. */
const rest = (attempts: number): Ms => Math.min(minute * 2 ** (attempts - 1), 24 * 60 * minute);

export const openParked = (options: {
  main: Store;
  side: Store;
  engine: Pick<Engine, 'settle'>;
  now: () => Ms;
  log: Log;
}): Parked => {
  const { main, side, engine, now, log } = options;
  const ids = new Set<string>();

  const write = async (id: string, apply: (before: FailedChange | null) => FailedChange): Promise<void> => {
    for (;;) {
      const before = await side.get<FailedChange>(failedId(id));
      const [result] = await side.write([{ ...apply(before), ...(before?._rev ? { _rev: before._rev } : {}) }]);
      if (result?.ok) return;
      // Were this overlooked, the checkpoint would pass a change that is neither settled nor parked.
      if (result?.error !== 'conflict')
        throw new AppError('store/refused', `${side.name} refused ${failedId(id)}: ${result?.reason}`);
    }
  };

  const park = async (change: Change, reason: string): Promise<void> => {
    const at = new Date(now()).toISOString();
    await write(change.id, before => ({
      _id: failedId(change.id),
      type: 'failed',
      doc_id: change.id,
      rev: change.rev,
      seq: change.seq,
      reason,
      attempts: (before?.attempts ?? 0) + 1,
      first_failed: before?.first_failed ?? at,
      last_failed: at,
    }));
    ids.add(change.id);
    log.error({ id: change.id, rev: change.rev, reason }, 'A change could not be settled and is parked');
  };

  const remove = async (failed: readonly (FailedChange | null)[]): Promise<void> => {
    const gone = failed.filter(doc => doc !== null);
    await side.write(gone.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })));
    for (const { doc_id } of gone) ids.delete(doc_id);
  };

  const isDue = ({ retry, attempts, last_failed }: FailedChange): boolean =>
    retry === true || Date.parse(last_failed) + rest(attempts) <= now();

  const retryOne = async (failed: FailedChange): Promise<void> => {
    const doc = await main.get<Doc>(failed.doc_id, { conflicts: true });
    if (!doc) return remove([failed]);
    const change: Change = { id: doc._id, seq: failed.seq, rev: doc._rev ?? '', deleted: false, doc };
    try {
      await engine.settle([change]);
      await remove([failed]);
      log.info({ id: doc._id }, 'A parked change is settled');
    } catch (error) {
      // Neither says anything about the change.
      if (isAppError(error, 'sentinel/not-leader') || isAppError(error, 'store/unreachable')) throw error;
      await park(change, messageOf(error));
    }
  };

  return {
    load: async () => {
      ids.clear();
      for (const { doc_id } of await side.range<FailedChange>({ ...failedRange, limit: 100_000 })) ids.add(doc_id);
    },
    park,
    settled: async settled => {
      const found = settled.filter(id => ids.has(id));
      if (found.length > 0) await remove(await side.getMany<FailedChange>(found.map(failedId)));
    },
    retry: async (all = false) => {
      for (const failed of await side.range<FailedChange>({ ...failedRange, limit: 100_000 }))
        if (all || isDue(failed)) await retryOne(failed);
      return ids.size;
    },
    get size() {
      return ids.size;
    },
  };
};
