import { Worker } from 'node:worker_threads';
import type { Warning } from './repair/warning.ts';

/** A form that is brought in. */
export interface FormToCheck {
  /** What it is called in what is told of it. */
  name: string;
  xml: string;
  /** `expression` of its context. */
  expression: string | undefined;
}

/**
 * What of forms cannot be taken as it is written, in their order. It is found out in a thread of its own, which has the
 * DOM that forms want.
 * @throws when the thread breaks off
 */
export const checkForms = (forms: readonly FormToCheck[]): Promise<{ name: string; warnings: Warning[] }[]> => {
  if (forms.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./check/worker.mjs', import.meta.url), { workerData: forms });
    worker.once('message', checked => {
      resolve(checked);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
};
