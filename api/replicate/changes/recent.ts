import type { Entry } from './entries.ts';

/** Changes that are kept in memory. */
const keptEntries = 20_000;

/** The last changes of a database. Positions count from the start of the process, also past what was dropped. */
export interface Recent {
  entries: Entry[];
  /** Position of the first entry that is kept. */
  first: number;
  /** Sequence after the newest. */
  since: unknown;
  /** Position after each sequence. */
  positions: Map<string, number>;
  /** Position of the newest entry of each document. */
  newest: Map<string, number>;
}

/** No changes yet, after a sequence. */
export const recentFrom = (since: unknown): Recent => ({
  entries: [],
  first: 0,
  since,
  positions: new Map([[String(since), 0]]),
  newest: new Map(),
});

/** Position after the newest change. */
export const endOf = ({ first, entries }: Recent): number => first + entries.length;

/** Drops the oldest entries when there are a fifth too many. */
const dropOldest = (recent: Recent): void => {
  const { entries, positions, newest } = recent;
  if (entries.length <= keptEntries * 1.2) return;
  const dropped = entries.length - keptEntries;
  recent.first += dropped;
  const { first } = recent;
  for (const entry of entries.slice(0, dropped)) if ((newest.get(entry.id) ?? 0) < first) newest.delete(entry.id);
  recent.entries = entries.slice(dropped);
  for (const [seq, position] of positions) {
    if (position >= first) break;
    positions.delete(seq);
  }
};

/** Adds what came, up to a sequence. */
export const append = (recent: Recent, batch: readonly Entry[], lastSeq: unknown): void => {
  for (const entry of batch) {
    recent.newest.set(entry.id, endOf(recent));
    recent.entries.push(entry);
    recent.positions.set(String(entry.seq), endOf(recent));
  }
  recent.positions.set(String(lastSeq), endOf(recent));
  recent.since = lastSeq;
  dropOldest(recent);
};

/** Changes from a position on, superseded ones left out; undefined when they are no longer in memory. */
export const entriesFrom = (
  recent: Recent,
  index: number,
  limit: number,
): { entries: Entry[]; next: number } | undefined => {
  if (index < recent.first) return undefined;
  const found: Entry[] = [];
  let at = index;
  for (; at < endOf(recent) && found.length < limit; at += 1) {
    const entry = recent.entries[at - recent.first]!;
    if (recent.newest.get(entry.id) === at) found.push(entry);
  }
  return { entries: found, next: at };
};

/** The position after a sequence, when it is in memory. */
export const positionAfter = ({ positions, first }: Recent, seq: string): number | undefined => {
  const position = positions.get(seq);
  return position !== undefined && position >= first ? position : undefined;
};
