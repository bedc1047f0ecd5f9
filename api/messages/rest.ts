import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** Waits so long, or until the work is called off. */
export const rest = (ms: Ms, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
