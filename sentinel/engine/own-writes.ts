/** Revisions that the sentinel wrote itself and that need not be settled when they come round in the feed. Bounded: the oldest are forgotten, and then merely settled once more. */
export interface OwnWrites {
  add(id: string, rev: string): void;
  /** Whether it is one of them; asked once, then forgotten. */
  take(id: string, rev: string): boolean;
  readonly size: number;
}

/** @param limit how many to remember */
export const ownWrites = (limit = 100_000): OwnWrites => {
  const known = new Set<string>();
  const key = (id: string, rev: string) => `${id}\n${rev}`;
  return {
    add: (id, rev) => {
      known.add(key(id, rev));
      if (known.size > limit) known.delete(known.values().next().value!);
    },
    take: (id, rev) => known.delete(key(id, rev)),
    get size() {
      return known.size;
    },
  };
};
