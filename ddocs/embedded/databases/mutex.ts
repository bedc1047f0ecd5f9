/** Runs one task at a time, in the order in which they were asked for. */
export type Mutex = <T>(task: () => Promise<T>) => Promise<T>;

/** A new {@link Mutex}. A task that fails does not keep the next one from running. */
export const mutex = (): Mutex => turnstile(1);

/** The same, for so many tasks at a time. */
export function turnstile(places: number): Mutex {
  const waiting: (() => void)[] = [];
  let free = places;
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else await new Promise<void>(resolve => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
