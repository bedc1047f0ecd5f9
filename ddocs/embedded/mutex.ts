/** Runs one task at a time, in the order in which they were asked for. */
export type Mutex = <T>(task: () => Promise<T>) => Promise<T>;

/** A new {@link Mutex}. A task that fails does not keep the next one from running. */
export function mutex(): Mutex {
  let tail: Promise<unknown> = Promise.resolve();
  return async <T>(task: () => Promise<T>): Promise<T> => {
    const before = tail;
    let release: () => void = () => {};
    tail = new Promise<void>(resolve => {
      release = resolve;
    });
    await before;
    try {
      return await task();
    } finally {
      release();
    }
  };
}
