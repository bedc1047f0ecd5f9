import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Log } from '../web/log.ts';
import { rest } from './rest.ts';
import type { Turn, Turns } from './turn.ts';

/** Work that lasts as long as a process does, and that one process at a time does. */
export interface TurnWork {
  start(): void;
  /** Ends the work, and lets the next process have the turn. */
  stop(): Promise<void>;
}

export interface TurnWorkParts<Ready> {
  turns: Turns;
  /** What is to be worked with; null or undefined while there is nothing to do: then no turn is taken. */
  ready: () => Ready | null | undefined | Promise<Ready | null | undefined>;
  /** Works in a turn, which it keeps itself, until there is nothing to do any more or `over` says so. */
  work: (ready: Ready, turn: Turn, over: AbortSignal) => Promise<void>;
  /** How long it is waited, in ms, before the turn is asked for again. */
  idle: Ms;
  /** What the log says when the work broke off: it begins again after `idle`. */
  broke: string;
  log: Pick<Log, 'warn'>;
}

/**
 * Takes the turn, works, gives it back, for as long as the process lives. Whatever breaks off is in the log and begins
 * again, here or in the process that comes first; the turn is given back in any case.
 */
export const workInTurn = <Ready>({ turns, ready, work, idle, broke, log }: TurnWorkParts<Ready>): TurnWork => {
  const over = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const once = async (): Promise<void> => {
    const given = await ready();
    if (given === null || given === undefined) return;
    const turn = await turns.take();
    if (!turn) return;
    try {
      await work(given, turn, over.signal);
    } finally {
      await turn.end();
    }
  };

  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        await once();
      } catch (error) {
        log.warn({ err: error }, broke);
      }
      await rest(idle, over.signal);
    }
  };

  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      over.abort();
      await running;
    },
  };
};
