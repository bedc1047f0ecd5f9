/** What was written, what stands now, and what was undone. */
export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
}

/** Changes that can be undone. */
const most = 200;

export const begun = <T>(now: T): History<T> => ({ past: [], now, future: [] });

/** After a change; what was undone before it cannot be done again. One that changes nothing is none. */
export const changed = <T>({ past, now }: History<T>, next: T): History<T> =>
  next === now ? { past, now, future: [] } : { past: [...past, now].slice(-most), now: next, future: [] };

export const undone = <T>(history: History<T>): History<T> => {
  const { past, now, future } = history;
  const before = past.at(-1);
  return before === undefined ? history : { past: past.slice(0, -1), now: before, future: [now, ...future] };
};

export const redone = <T>(history: History<T>): History<T> => {
  const { past, now, future } = history;
  const [next, ...rest] = future;
  return next === undefined ? history : { past: [...past, now], now: next, future: rest };
};
