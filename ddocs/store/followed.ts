/**
 * Runs a request with a signal of its own that follows another one, and lets go of that one at the end. A feed has one
 * signal for as long as it goes on, and each of its requests would leave a listener there.
 */
export const followed = async <T>(
  signal: AbortSignal | undefined,
  run: (own: AbortSignal | undefined) => Promise<T>,
): Promise<T> => {
  if (!signal) return run(undefined);
  const own = new AbortController();
  const end = () => own.abort(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await run(own.signal);
  } finally {
    signal.removeEventListener('abort', end);
  }
};
