import type { ProgrammeCode } from '@rounds/sentinel/programme-code/programme-code.ts';
import type { Asked, Question, Told } from './asked.ts';

/** A programme's code did not answer in time, and was ended. */
export class Hung extends Error {
  /** The function that ran last, where it is known. */
  readonly runs: string | undefined;
  constructor(runs: string | undefined) {
    super(runs ? `${runs} did not come to an end` : "The programme's code did not come to an end");
    this.runs = runs;
  }
}

/** The one place in which the code of a programme runs. */
export interface Fence {
  /** Asks, after what was asked before. @throws Hung; an error with what the code says went wrong */
  ask(question: Exclude<Question, { is: 'programme' }>, deadline: number, first?: boolean): Promise<unknown>;
  /** Takes other code, from the next question on. */
  load(code: ProgrammeCode): void;
  close(): void;
}

interface Waiting {
  question: Question;
  deadline: number;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** How often a deadline is looked at: a phone that slept wakes with one look, not with a deadline passed. */
const looks = 4;

/**
 * Runs a programme's code in a worker. One question is asked at a time. A worker that answers nothing for as long as
 * the question may take is ended, and another takes its place: the app goes on.
 */
export const fence = (start: () => Worker): Fence => {
  let worker: Worker | undefined;
  let code: ProgrammeCode | undefined;
  let stale = false;
  let current: (Waiting & { id: number; runs?: string; timer?: ReturnType<typeof setInterval> }) | undefined;
  let queue: Waiting[] = [];
  let last = 0;

  const end = (): void => {
    worker?.terminate();
    worker = undefined;
    stale = true;
  };
  const finish = (): void => {
    clearInterval(current?.timer);
    current = undefined;
    next();
  };
  const hear = ({ data }: MessageEvent<Told>): void => {
    if (!current || data.id !== current.id) return;
    if (data.runs !== undefined) {
      current.runs = data.runs;
      return;
    }
    const { resolve, reject } = current;
    if (data.fault === undefined) resolve(data.answer);
    else reject(new Error(data.fault));
    finish();
  };
  const opened = (): Worker => {
    if (worker) return worker;
    worker = start();
    worker.addEventListener('message', hear);
    worker.addEventListener('error', event => {
      event.preventDefault();
      const asked = current;
      end();
      asked?.reject(new Error(event.message || "The programme's code could not be started"));
      if (asked) finish();
    });
    stale = true;
    return worker;
  };
  const send = (waiting: Waiting): void => {
    const id = ++last;
    current = { ...waiting, id };
    let looked = 0;
    current.timer = setInterval(() => {
      looked += 1;
      if (looked < looks) return;
      const { reject, runs } = current!;
      end();
      reject(new Hung(runs));
      finish();
    }, waiting.deadline / looks);
    try {
      opened().postMessage({ id, ...waiting.question } satisfies Asked);
    } catch (error) {
      current.reject(error as Error);
      finish();
    }
  };
  const next = (): void => {
    if (current || queue.length === 0) return;
    opened();
    if (stale && code) {
      stale = false;
      const first = queue[0]!;
      const refused = (error: Error) => {
        // Without its code nothing can be answered: whoever asked is told what is wrong with it.
        const asked = queue.includes(first) ? first : undefined;
        queue = queue.filter(each => each !== first);
        stale = true;
        asked?.reject(error);
      };
      send({ question: { is: 'programme', code }, deadline: first.deadline, resolve: () => {}, reject: refused });
      return;
    }
    send(queue.shift()!);
  };

  return {
    ask: (question, deadline, first = false) =>
      new Promise((resolve, reject) => {
        const waiting = { question, deadline, resolve, reject };
        if (first) queue.unshift(waiting);
        else queue.push(waiting);
        next();
      }),
    load: given => {
      code = given;
      stale = true;
    },
    close: () => {
      end();
      clearInterval(current?.timer);
      for (const { reject } of [...(current ? [current] : []), ...queue]) reject(new Error('The app was closed'));
      current = undefined;
      queue = [];
    },
  };
};

/** Starts the worker; a new one each time. */
export const startWorker = (): Worker => new Worker(new URL('./rules-worker.ts', import.meta.url), { type: 'module' });
