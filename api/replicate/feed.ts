import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Couch } from '../couch/couch.ts';
import type { Mentions } from '../visibility/audience.ts';
import type { Log } from '../web/log.ts';
import { type ChangeRow, type Entry, entriesOf } from './changes/entries.ts';
import { append, endOf, entriesFrom, positionAfter, type Recent, recentFrom } from './changes/recent.ts';
import { openWaiters } from './changes/waiters.ts';

/**
 * One upstream request for all who wait: hundreds of phones cost the database a single long poll. The last changes are
 * kept in memory, so that phones that were away for a short time cost it nothing at all.
 */
export interface Feed {
  /** Begins to follow; resolves when the first position is known. */
  start(): Promise<void>;
  stop(): void;
  /** Position after the newest change that is known. */
  end(): { index: number; seq: unknown };
  /** Changes from a position on, superseded ones left out; undefined when they are no longer in memory. */
  from(index: number, limit: number): { entries: Entry[]; next: number } | undefined;
  /** The position after a sequence, when it is in memory. */
  after(seq: string): number | undefined;
  /** Resolves when something changed after a position, the time is over, or the signal aborts. */
  changed(index: number, ms: number, signal: AbortSignal): Promise<void>;
  /** Whether it ended: nobody need wait any more. */
  stopped(): boolean;
  /** How many wait now. */
  waiting(): number;
}

export interface FeedParts {
  couch: Couch;
  database: string;
  mentionsOf: (doc: Doc) => Mentions;
  /** Called with each batch before those who wait are woken. */
  onBatch: (entries: readonly Entry[]) => Promise<void>;
  /** Called when changes may have been missed. */
  onGap: () => void;
  log: Log;
}

/** The next changes after a sequence, as soon as there are any. */
const next = async (
  { couch, database, mentionsOf }: FeedParts,
  since: unknown,
  signal: AbortSignal,
): Promise<{ batch: Entry[]; lastSeq: unknown }> => {
  const query = new URLSearchParams({
    feed: 'longpoll',
    style: 'all_docs',
    include_docs: 'true',
    limit: '500',
    heartbeat: '20000',
    since: String(since),
  });
  const response = await couch.admin(`/${encodeURIComponent(database)}/_changes?${query}`, { signal });
  if (!response.ok) throw new Error(`_changes answered ${response.status}`);
  const { results, last_seq: lastSeq } = (await response.json()) as { results: ChangeRow[]; last_seq: unknown };
  return { batch: await entriesOf({ couch, database, mentionsOf }, results), lastSeq };
};

const pause = (ms: number, signal: AbortSignal): Promise<void> => openWaiters().wait(ms, signal);

/** Follows the changes until it is stopped; an interruption is a gap, and it goes on after a moment. */
const follow = async (parts: FeedParts, recent: Recent, woken: () => void, signal: AbortSignal): Promise<void> => {
  for (let failures = 0; !signal.aborted; ) {
    try {
      const { batch, lastSeq } = await next(parts, recent.since, signal);
      if (batch.length > 0) await parts.onBatch(batch);
      append(recent, batch, lastSeq);
      woken();
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      parts.onGap();
      parts.log.warn({ err: error, failures }, 'the feed of changes was interrupted');
      await pause(Math.min(100 * 2 ** failures, 5000), signal);
    }
  }
};

/** A feed of one database. */
export const openFeed = (parts: FeedParts): Feed => {
  const stopping = new AbortController();
  const waiters = openWaiters();
  let recent = recentFrom('now');
  return {
    async start() {
      const info = await parts.couch.json<{ update_seq: unknown }>(`/${encodeURIComponent(parts.database)}`);
      recent = recentFrom(info.update_seq);
      void follow(parts, recent, waiters.wakeAll, stopping.signal);
    },
    stop() {
      stopping.abort();
      waiters.wakeAll();
    },
    end: () => ({ index: endOf(recent), seq: recent.since }),
    from: (index, limit) => entriesFrom(recent, index, limit),
    after: seq => positionAfter(recent, seq),
    stopped: () => stopping.signal.aborted,
    waiting: waiters.count,
    async changed(index, ms, signal) {
      if (endOf(recent) > index || signal.aborted || stopping.signal.aborted) return;
      await waiters.wait(ms, signal);
    },
  };
};
