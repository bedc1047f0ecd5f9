/** Which expressions took too long, or too much memory: time in which the whole process stood still. */
export interface Rests {
  /** Whether an expression is not to be tried for a while. */
  has(text: string): boolean;
  /**
   * An expression took too long, or too much memory.
   * @param times for how many times it counts; so often in a row as may be, it rests at once
   */
  tooSlow(text: string, times?: number): void;
}

/** So often an expression may take too long or too much before it rests. */
export const patience = 3;

/** @param rest milliseconds for which one rests @param most how many are remembered */
export const openRests = (rest: number, most: number): Rests => {
  const slow = new Map<string, { since: number; times: number }>();
  return {
    has: text => {
      const found = slow.get(text);
      if (found && performance.now() - found.since > rest) slow.delete(text);
      return found !== undefined && slow.has(text) && found.times >= patience;
    },
    tooSlow: (text, times = 1) => {
      if (slow.size >= most) slow.clear();
      const before = slow.get(text) ?? { since: performance.now(), times: 0 };
      slow.set(text, { ...before, times: before.times + times });
    },
  };
};
