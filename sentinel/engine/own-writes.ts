/**
 * Which revision of a document is settled, for as many documents as are remembered. What the sentinel writes on top of a settled
 * revision is settled as well, and need not be when it comes round in the feed; on top of another it is not, for then the change
 * below it still waits for its turn. Bounded: the oldest are forgotten, and then merely settled once more.
 */
export interface OwnWrites {
  /** A revision of a document is settled. */
  add(id: string, rev: string): void;
  /** Whether this revision is. */
  has(id: string, rev: string | undefined): boolean;
  readonly size: number;
}

/** @param limit how many documents to remember */
export const ownWrites = (limit = 200_000): OwnWrites => {
  const known = new Map<string, string>();
  return {
    add: (id, rev) => {
      known.delete(id);
      known.set(id, rev);
      if (known.size > limit) known.delete(known.keys().next().value!);
    },
    has: (id, rev) => rev !== undefined && known.get(id) === rev,
    get size() {
      return known.size;
    },
  };
};
