import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Couch } from '../couch/couch.ts';
import type { Log } from '../watching/log.ts';
import { earlier } from './earlier.ts';
import type { DocRefs } from './scope.ts';

/** A change of the main database, without the document: what it takes to tell who may know of it. */
export interface Entry {
  /** As the database wrote it: text or a number. */
  seq: unknown;
  id: string;
  /** Leaf revisions, the winner first. */
  revs: string[];
  deleted: boolean;
  refs: DocRefs;
}

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

interface Row {
  seq: unknown;
  id: string;
  changes: { rev: string }[];
  deleted?: boolean;
  doc?: Doc | null;
}

/** A row of `_changes` with its document. */
export type { Row as ChangeRow };

const isSecretId = (id: string): boolean => /^(_design\/|org\.couchdb\.user:|token:)/.test(id);

/**
 * Turns rows of `_changes` with their documents into entries. What was deleted counts as what it was before, where the
 * database still knows: one more pair of requests for the deleted ones of a page.
 */
export const entriesOf = async (
  { couch, database, refs }: { couch: Couch; database: string; refs: (doc: Doc) => DocRefs },
  rows: readonly Row[],
): Promise<Entry[]> => {
  const bare = rows.filter(({ id, deleted, doc }) => deleted && !doc?.type && !isSecretId(id));
  const past = await earlier(
    couch,
    database,
    bare.map(({ id, changes }) => ({ id, rev: changes[0]!.rev })),
    1,
  );
  return rows.map(({ seq, id, changes, deleted = false, doc }) => {
    const before = past.get(id)?.bodies[0];
    const known = !deleted || doc?.type || isSecretId(id);
    const what: DocRefs = known ? refs({ ...doc, _id: id }) : before ? refs(before) : { kind: 'gone' };
    return { seq, id, revs: changes.map(({ rev }) => rev), deleted, refs: what };
  });
};

const keptEntries = 20_000;
const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });

export interface FeedParts {
  couch: Couch;
  database: string;
  refs: (doc: Doc) => DocRefs;
  /** Called with each batch before those who wait are woken. */
  onBatch: (entries: readonly Entry[]) => Promise<void>;
  /** Called when changes may have been missed. */
  onGap: () => void;
  log: Log;
}

/** A feed of one database. */
export const feed = ({ couch, database, refs, onBatch, onGap, log }: FeedParts): Feed => {
  const stopping = new AbortController();
  let entries: Entry[] = [];
  let first = 0;
  let since: unknown = 'now';
  const positions = new Map<string, number>();
  const newest = new Map<string, number>();
  let waiting: (() => void)[] = [];

  const append = (batch: readonly Entry[], lastSeq: unknown) => {
    for (const entry of batch) {
      newest.set(entry.id, first + entries.length);
      entries.push(entry);
      positions.set(String(entry.seq), first + entries.length);
    }
    positions.set(String(lastSeq), first + entries.length);
    since = lastSeq;
    if (entries.length > keptEntries * 1.2) {
      const dropped = entries.length - keptEntries;
      first += dropped;
      for (const entry of entries.slice(0, dropped)) if ((newest.get(entry.id) ?? 0) < first) newest.delete(entry.id);
      entries = entries.slice(dropped);
      for (const [seq, position] of positions) {
        if (position >= first) break;
        positions.delete(seq);
      }
    }
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };

  const next = async (): Promise<void> => {
    const query = new URLSearchParams({
      feed: 'longpoll',
      style: 'all_docs',
      include_docs: 'true',
      limit: '500',
      heartbeat: '20000',
      since: String(since),
    });
    const response = await couch.admin(`/${encodeURIComponent(database)}/_changes?${query}`, {
      signal: stopping.signal,
    });
    if (!response.ok) throw new Error(`_changes answered ${response.status}`);
    const { results, last_seq } = (await response.json()) as { results: Row[]; last_seq: unknown };
    const batch = await entriesOf({ couch, database, refs }, results);
    if (batch.length > 0) await onBatch(batch);
    append(batch, last_seq);
  };

  const follow = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await next();
        failures = 0;
      } catch (error) {
        if (stopping.signal.aborted) return;
        failures += 1;
        onGap();
        log.warn({ err: error, failures }, 'the feed of changes was interrupted');
        await pause(Math.min(100 * 2 ** failures, 5000), stopping.signal);
      }
    }
  };

  return {
    async start() {
      const info = await couch.json<{ update_seq: unknown }>(`/${encodeURIComponent(database)}`);
      since = info.update_seq;
      positions.set(String(since), 0);
      void follow();
    },
    stop() {
      stopping.abort();
      for (const wake of waiting) wake();
    },
    end: () => ({ index: first + entries.length, seq: since }),
    from(index, limit) {
      if (index < first) return undefined;
      const found: Entry[] = [];
      let at = index;
      for (; at < first + entries.length && found.length < limit; at += 1) {
        const entry = entries[at - first]!;
        if (newest.get(entry.id) === at) found.push(entry);
      }
      return { entries: found, next: at };
    },
    after: seq => {
      const position = positions.get(seq);
      return position !== undefined && position >= first ? position : undefined;
    },
    stopped: () => stopping.signal.aborted,
    waiting: () => waiting.length,
    async changed(index, ms, signal) {
      if (first + entries.length > index || signal.aborted || stopping.signal.aborted) return;
      await new Promise<void>(resolve => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting = waiting.filter(each => each !== done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        waiting.push(done);
      });
    },
  };
};
