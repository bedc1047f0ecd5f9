import { Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { processorTime } from '../../store/processor-time.ts';
import { mutex } from '../databases/mutex.ts';
import { CouchError } from '../http/error.ts';

/** Functions of a design document as text, and the CommonJS modules they may `require`, by path. */
export interface Code {
  functions: readonly string[];
  modules?: Readonly<Record<string, string>>;
}

/** What a sandbox can do with functions and documents: their rows, whether they pass a filter, whether they emit. */
export type DocumentCall = 'map' | 'filter' | 'emits';

/** A thread that runs functions of design documents, one request after the other, each with a time limit. */
export interface Sandbox {
  /**
   * @throws `os_process_error` after the time limit, `compilation_error` for functions that cannot be read or that
   * throw
   */
  run<T>(call: 'reduce' | 'validate', code: Code, input: unknown): Promise<T>;
  /**
   * The same for each of many documents, given as JSON text.
   * @param input what the function gets besides the document
   */
  each<T>(call: DocumentCall, code: Code, docs: readonly string[], input?: unknown): Promise<T[]>;
  close(): Promise<void>;
}

/** Milliseconds of processor time after which a function is taken to be endless; CouchDB's `os_process_timeout`. */
const LIMIT = 5000;
const MEMORY = { maxOldGenerationSizeMb: 512 };

/** A new {@link Sandbox}; its thread starts with the first request, and again after a function had to be stopped. */
export function startSandbox({ limit = LIMIT } = {}): Sandbox {
  const oneAtATime = mutex();
  let worker: Worker | null = null;
  let closed = false;
  const start = () => {
    const started = new Worker(new URL('./sandbox-worker.mjs', import.meta.url), {
      execArgv: [],
      env: {},
      resourceLimits: MEMORY,
    });
    started.unref();
    started.on('error', () => {
      if (worker === started) worker = null;
    });
    return started;
  };
  const perform = <T>(message: object): Promise<T> =>
    oneAtATime(async () => {
      if (closed) throw new CouchError(503, 'service_unavailable', 'the server is stopping');
      worker ??= start();
      const thread = worker;
      const answer = await ask(thread, message, limit);
      if (answer === null) {
        worker = null;
        await thread.terminate();
        throw new CouchError(500, 'os_process_error', `OS process timed out: a function ran longer than ${limit} ms`);
      }
      if (answer.fault !== undefined) throw new CouchError(500, 'compilation_error', answer.fault);
      return JSON.parse(answer.output ?? 'null') as T;
    });
  return {
    run: (call, code, input) => perform({ call, code, input: JSON.stringify(input) }),
    each: (call, code, docs, input) => perform({ call, code, docs, input: JSON.stringify(input) }),
    async close() {
      closed = true;
      await worker?.terminate();
      worker = null;
    },
  };
}

interface Answer {
  output?: string;
  fault?: string;
}

/**
 * A machine may be so busy that a thread waits longer than it runs: so many times its limit it may take by the clock.
 */
const patience = 12;

/**
 * The thread's answer, or null when it does not answer in time: judged by what this process ran, of which the thread is
 * a part.
 */
function ask(thread: Worker, message: object, limit: number): Promise<Answer | null> {
  return new Promise(resolve => {
    const done = (answer: Answer | null) => {
      clearTimeout(timer);
      thread.off('message', done);
      thread.off('exit', died);
      resolve(answer);
    };
    const died = () => done(null);
    const [start, before] = [performance.now(), processorTime()];
    const judge = () => {
      const left = limit - (processorTime() - before);
      if (left <= 0 || performance.now() - start >= limit * patience) died();
      else timer = setTimeout(judge, Math.max(left, 1));
    };
    let timer = setTimeout(judge, limit);
    thread.once('message', done);
    thread.once('exit', died);
    thread.postMessage(message);
  });
}

/** Refuses a function text that cannot be a function. Nothing is run. @throws `compilation_error` */
export function requireFunction(text: unknown, where: string): void {
  if (typeof text !== 'string')
    throw new CouchError(400, 'compilation_error', `${where} must be the text of a function`);
  if (/\bimport\b/.test(text))
    throw new CouchError(400, 'compilation_error', `${where}: the word import is not allowed in functions`);
  try {
    new Script(`(${text.trim().replace(/;+$/, '')}\n)`);
  } catch (error) {
    throw new CouchError(
      400,
      'compilation_error',
      `Compilation of ${where} failed: ${error instanceof Error ? error.message : error}`,
    );
  }
}
