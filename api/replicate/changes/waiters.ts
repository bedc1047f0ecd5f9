/** Those who wait for something to happen. */
export interface Waiters {
  count(): number;
  /** Resolves when all are woken, the time is over, or the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  wakeAll(): void;
}

export const openWaiters = (): Waiters => {
  const waiting = new Set<() => void>();
  return {
    count: () => waiting.size,
    wait: (ms, signal) =>
      new Promise<void>(resolve => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        waiting.add(done);
      }),
    wakeAll: () => {
      for (const wake of [...waiting]) wake();
    },
  };
};
