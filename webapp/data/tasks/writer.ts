import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { notify } from '../database/stores.ts';
import { type Locals, type Revs, writeMany } from '../database/write-many.ts';
import { type Meta, type Row, writeKept } from './kept.ts';
import type { ToWrite, Written, Wrote } from './writing-worker.ts';

/** Writes what the rules found beside the page, so that a slow phone goes on drawing meanwhile. */
export interface Writer {
  /** As `writeMany`; its `_local` documents cannot know the revisions that are written. */
  docs(database: string, docs: readonly Doc[], locals: Locals): Promise<Revs | null>;
  /** As `writeKept`. */
  rows(database: string, meta: Meta, rows: readonly Row[], gone: readonly string[]): Promise<void>;
}

/** The worker could not be started, or broke down. */
class Broken extends Error {}

/** How often a worker that owes an answer is asked whether it is there, in ms. */
const beat = 3000;
/** So many times it may say nothing before it counts as gone: one that is busy with much answers late. */
const silences = 3;

const startWorker = (): Worker => new Worker(new URL('./writing-worker.ts', import.meta.url), { type: 'module' });

/**
 * A worker that writes, from the first thing that is to be written until `ended` aborts. Where it breaks down, or is
 * gone without a word, the page writes itself: what was written all the same is then a conflict, like something that another tab wrote.
 */
export const writer = (ended: AbortSignal, start = startWorker): Writer => {
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let worker: Worker | undefined;
  let broken = false;
  let last = 0;
  let silent = 0;
  let watch: ReturnType<typeof setInterval> | undefined;
  const breakDown = (): void => {
    broken = true;
    clearInterval(watch);
    worker?.terminate();
    for (const { reject } of waiting.values()) reject(new Broken());
    waiting.clear();
  };
  ended.addEventListener('abort', breakDown, { once: true });
  const opened = (): Worker => {
    if (worker) return worker;
    worker = start();
    worker.addEventListener('error', event => {
      event.preventDefault();
      breakDown();
    });
    worker.addEventListener('message', ({ data: { id, answer, fault } }: MessageEvent<Wrote>) => {
      silent = 0;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (fault) asked?.reject(Object.assign(new Error(fault.message), fault));
      else asked?.resolve(answer);
    });
    // Counted in beats, not by the clock: a phone that slept stopped both sides.
    watch = setInterval(() => {
      if (waiting.size === 0) {
        silent = 0;
        return;
      }
      if (silent >= silences) return breakDown();
      silent += 1;
      worker?.postMessage({ id: 0, is: 'there' } satisfies ToWrite);
    }, beat);
    return worker;
  };
  const ask = (question: Written): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (broken) return reject(new Broken());
      last += 1;
      waiting.set(last, { resolve, reject });
      opened().postMessage({ id: last, ...question } satisfies ToWrite);
    });
  const or = async <T>(question: Written, self: () => Promise<T>): Promise<T> => {
    try {
      return (await ask(question)) as T;
    } catch (error) {
      if (!(error instanceof Broken) || ended.aborted) throw error;
      return self();
    }
  };
  return {
    docs: async (database, docs, locals) => {
      const bodies = Object.fromEntries(Object.entries(locals).map(([id, body]) => [id, body({})]));
      const revs = await or({ is: 'docs', database, docs, locals: bodies }, () => writeMany(database, docs, locals));
      // Only a page can tell the feeds of its database.
      if (revs) notify(database);
      return revs;
    },
    rows: (database, meta, rows, gone) =>
      or({ is: 'rows', database, meta, rows, gone }, () => writeKept(database, meta, rows, gone)),
  };
};
