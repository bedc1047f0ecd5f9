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

/** What a fence is at one moment. */
interface State {
  start: () => Worker;
  worker: Worker | undefined;
  code: ProgrammeCode | undefined;
  /** Whether the worker has other code than this, or none. */
  stale: boolean;
  current: (Waiting & { id: number; runs?: string; timer?: ReturnType<typeof setInterval> }) | undefined;
  queue: Waiting[];
  /** Number of the last question. */
  last: number;
}

/**
 * Runs a programme's code in a worker. One question is asked at a time. A worker that answers nothing for as long as
 * the question may take is ended, and another takes its place: the app goes on.
 */
export const fence = (start: () => Worker): Fence => {
  const state: State = {
    ...{ start, worker: undefined, code: undefined, stale: false },
    ...{ current: undefined, queue: [], last: 0 },
  };
  return {
    ask: (question, deadline, first = false) =>
      new Promise((resolve, reject) => {
        const waiting = { question, deadline, resolve, reject };
        if (first) state.queue.unshift(waiting);
        else state.queue.push(waiting);
        next(state);
      }),
    load: code => {
      Object.assign(state, { code, stale: true });
    },
    close: () => {
      const { current, queue } = state;
      end(state);
      clearInterval(current?.timer);
      Object.assign(state, { current: undefined, queue: [] });
      for (const { reject } of [...(current ? [current] : []), ...queue]) reject(new Error('The app was closed'));
    },
  };
};

/** Ends the worker, with whatever runs in it. */
const end = (state: State): void => {
  state.worker?.terminate();
  Object.assign(state, { worker: undefined, stale: true });
};

/** The question that was asked is over: the next one's turn. */
const finish = (state: State): void => {
  clearInterval(state.current?.timer);
  state.current = undefined;
  next(state);
};

const hear = (state: State, { runs, id, answer, fault }: Told): void => {
  const { current } = state;
  if (!current || id !== current.id) return;
  if (runs !== undefined) {
    current.runs = runs;
    return;
  }
  if (fault === undefined) current.resolve(answer);
  else current.reject(new Error(fault));
  finish(state);
};

const opened = (state: State): Worker => {
  if (state.worker) return state.worker;
  const worker = state.start();
  worker.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(state, data));
  worker.addEventListener('error', event => {
    event.preventDefault();
    const { current } = state;
    end(state);
    current?.reject(new Error(event.message || "The programme's code could not be started"));
    if (current) finish(state);
  });
  Object.assign(state, { worker, stale: true });
  return worker;
};

const send = (state: State, waiting: Waiting): void => {
  const id = ++state.last;
  const current: NonNullable<State['current']> = { ...waiting, id };
  state.current = current;
  let looked = 0;
  current.timer = setInterval(() => {
    looked += 1;
    if (looked < looks) return;
    end(state);
    current.reject(new Hung(current.runs));
    finish(state);
  }, waiting.deadline / looks);
  try {
    opened(state).postMessage({ id, ...waiting.question } satisfies Asked);
  } catch (error) {
    current.reject(error as Error);
    finish(state);
  }
};

/** Asks the next question, and gives the worker its code before. */
const next = (state: State): void => {
  if (state.current || state.queue.length === 0) return;
  opened(state);
  const { stale, code } = state;
  if (stale && code) {
    state.stale = false;
    send(state, handOver(state, code));
    return;
  }
  send(state, state.queue.shift()!);
};

/** The code as a question. Without it nothing can be answered: whoever asked is told what is wrong with it. */
const handOver = (state: State, code: ProgrammeCode): Waiting => {
  const first = state.queue[0]!;
  const reject = (error: Error) => {
    const asked = state.queue.includes(first);
    Object.assign(state, { queue: state.queue.filter(each => each !== first), stale: true });
    if (asked) first.reject(error);
  };
  return { question: { is: 'programme', code }, deadline: first.deadline, resolve: () => {}, reject };
};

/** Starts the worker; a new one each time. */
export const startWorker = (): Worker => new Worker(new URL('./rules-worker.ts', import.meta.url), { type: 'module' });
