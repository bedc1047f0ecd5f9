/** Time as a value, so that a day of updates passes in a test at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something once, so many milliseconds from now. @returns takes it back */
  after(ms: number, run: () => void): () => void;
}

/** The clock of this machine. */
export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands until it is told to go on. */
export interface FakeClock extends Clock {
  /** Lets time pass and runs, in order, what falls due meanwhile. */
  pass(ms: number): void;
}

/** @param start milliseconds since 1970 */
export const fakeClock = (start: number): FakeClock => {
  let now = start;
  let next = 1;
  const waiting = new Map<number, { at: number; run: () => void }>();
  const firstBefore = (end: number): number | undefined => {
    const due = [...waiting].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
    return due[0]?.[0];
  };
  return {
    now: () => now,
    after: (ms, run) => {
      const key = next++;
      waiting.set(key, { at: now + ms, run });
      return () => void waiting.delete(key);
    },
    pass: ms => {
      const end = now + ms;
      for (let key = firstBefore(end); key !== undefined; key = firstBefore(end)) {
        const { at, run } = waiting.get(key)!;
        waiting.delete(key);
        now = at;
        run();
      }
      now = end;
    },
  };
};
