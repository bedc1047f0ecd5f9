import { Worker } from 'node:worker_threads';

/** How long a project's modules may take to be evaluated, in ms. */
const timeout = 5000;

/** What stands in for a function in {@link evaluated}. */
export interface AFunction {
  isFunction: true;
}

/** Whether a value stands for a function. */
export const isFunction = (value: unknown): value is AFunction =>
  typeof value === 'object' && value !== null && (value as AFunction).isFunction === true;

/**
 * What the code of a project exports as data, each function replaced by {@link AFunction}. It runs in a thread of its
 * own that has nothing but the language.
 * @param text a bundle that declares `Defined`
 */
export const evaluated = (text: string): Promise<{ value?: unknown; fault?: string }> =>
  new Promise(resolve => {
    const worker = new Worker(new URL('./evaluate-worker.mjs', import.meta.url), {
      workerData: { text, timeout },
      env: {},
      execArgv: [],
    });
    worker.once('message', found => {
      resolve(found as { value?: unknown; fault?: string });
      void worker.terminate();
    });
    worker.once('error', error => resolve({ fault: error.message }));
  });
