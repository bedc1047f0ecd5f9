import { generation } from '@rounds/ddocs/documents/doc.ts';

/**
 * What this process knows of revisions, for as many documents as are remembered. A revision that the sentinel writes on
 * top of a settled one is settled as well, and need not be when it comes round in the feed; on top of another it is
 * not, for then the change below it still waits for its turn. Bounded: the oldest are forgotten, and then merely
 * settled once more.
 */
export interface OwnWrites {
  /** A revision of a document is settled. */
  add(id: string, rev: string): void;
  /** Whether this revision is. */
  has(id: string, rev: string | undefined): boolean;
  /** This process wrote a revision, settled or not. */
  wrote(id: string, rev: string): void;
  /** Whether this process has written a later revision of the document than this one. */
  isOutdated(id: string, rev: string): boolean;
  readonly size: number;
}

interface Known {
  settled?: string;
  written?: string;
}

/** @param limit how many documents to remember */
export const ownWrites = (limit = 200_000): OwnWrites => {
  const known = new Map<string, Known>();
  const remember = (id: string, more: Known): void => {
    const all = { ...known.get(id), ...more };
    known.delete(id);
    known.set(id, all);
    if (known.size > limit) known.delete(known.keys().next().value!);
  };
  return {
    add: (id, settled) => remember(id, { settled }),
    has: (id, rev) => rev !== undefined && known.get(id)?.settled === rev,
    wrote: (id, written) => remember(id, { written }),
    isOutdated: (id, rev) => generation(known.get(id)?.written) > generation(rev),
    get size() {
      return known.size;
    },
  };
};
