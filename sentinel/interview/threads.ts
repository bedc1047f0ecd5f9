import { Worker } from 'node:worker_threads';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { FromThread, Outside, Request, ToThread, Turned } from './opening.ts';

/** Forms that are filled in question by question, in threads of their own. */
export interface FormThreads {
  /**
   * Begins, shows, or goes on with a form.
   * @throws when the form cannot be opened
   */
  turn(request: Exclude<Request, { is: 'docs' }>, outside: Outside): Promise<Turned>;
  /** The documents that the form makes as it stands, the main one first. */
  docs(request: Extract<Request, { is: 'docs' }>, outside: Outside): Promise<Doc[]>;
  close(): Promise<void>;
}

/** A request on its way. */
interface Pending {
  outside: Outside;
  resolve: (done: unknown) => void;
  reject: (error: Error) => void;
}

/** A thread with what it has been asked. */
const openThread = () => {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let last = 0;

  const answer = async ({ id, asks, name, args }: Extract<FromThread, { asks: number }>): Promise<void> => {
    const outside = pending.get(id)?.outside;
    const reply = (more: { value?: unknown; failed?: string }): void =>
      worker?.postMessage({ id, answer: asks, ...more } satisfies ToThread);
    try {
      if (!outside) throw new Error('nobody waits for it any more');
      const asked = outside[name] as (...given: readonly unknown[]) => Promise<unknown>;
      reply({ value: await asked(...args) });
    } catch (error) {
      reply({ failed: (error as Error).message });
    }
  };

  const hear = (message: FromThread): void => {
    if ('asks' in message) return void answer(message);
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if ('failed' in message) waiting?.reject(new Error(message.failed));
    else waiting?.resolve(message.done);
  };

  /** A thread that broke off takes its requests along; the next one begins another. */
  const broke = (error: Error): void => {
    worker = undefined;
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };

  const start = (): Worker => {
    const started = new Worker(new URL('./worker.mjs', import.meta.url));
    started.on('message', hear);
    started.on('error', broke);
    started.on('exit', () => {
      if (worker === started) broke(new Error('the thread of the forms has ended'));
    });
    return started;
  };

  return {
    ask: (request: Request, outside: Outside): Promise<unknown> =>
      new Promise((resolve, reject) => {
        worker ??= start();
        last += 1;
        pending.set(last, { outside, resolve, reject });
        worker.postMessage({ id: last, request } satisfies ToThread);
      }),
    close: async () => {
      const ending = worker;
      worker = undefined;
      await ending?.terminate();
    },
  };
};

/** Threads; a form is always in the same one. None begins before the first form. @param count of the threads */
export const openFormThreads = (count = 2): FormThreads => {
  const threads = Array.from({ length: count }, openThread);
  const threadOf = (run: string) => {
    const sum = [...run].reduce((number, sign) => (number * 31 + sign.charCodeAt(0)) % 1_000_003, 7);
    return threads[sum % count]!;
  };
  return {
    turn: (request, outside) => threadOf(request.run).ask(request, outside) as Promise<Turned>,
    docs: (request, outside) => threadOf(request.run).ask(request, outside) as Promise<Doc[]>,
    close: async () => {
      await Promise.all(threads.map(thread => thread.close()));
    },
  };
};
