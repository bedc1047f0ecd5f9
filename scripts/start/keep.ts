import { type Program, type RunningProgram, startProgram } from './processes.ts';

/** A program that is started again whenever it ends. */
export interface Kept {
  /** Process id of the one that runs now, 0 between two. */
  pid(): number;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** A process that lived so long, in ms, begins again at the shortest pause. */
const proven = 60_000;
const longest = 30_000;

/** Pause before the next start, in ms: 1, 2, 4 … 30 seconds. @param failures starts in a row that did not last */
export const pauseAfter = (failures: number): number => Math.min(longest, 1000 * 2 ** Math.max(0, failures - 1));

/**
 * Starts a program, waits for its line `listening on …` when `listens`, and from then on starts it again when it ends.
 * @param program made anew for each start, so that it can keep the port of the first
 * @param options.say hears sentences for the person at the terminal
 * @param options.changed hears of each new process
 * @throws Error with the last lines of a program that does not even come up once
 */
export const keep = async (
  program: (url: string | undefined) => Program,
  options: { listens: boolean; onLine: (line: string) => void; say: (text: string) => void; changed: () => void },
): Promise<Kept & { url: string }> => {
  const { listens, onLine, say, changed } = options;
  let url: string | undefined;
  let running: RunningProgram | undefined;
  let wanted = true;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): RunningProgram => {
    const started = Date.now();
    const now = startProgram(program(url), { onLine });
    running = now;
    changed();
    void now.ended.then(({ code, signal }) => {
      if (running === now) running = undefined;
      if (!wanted || url === undefined) return;
      failures = Date.now() - started > proven ? 1 : failures + 1;
      const pause = pauseAfter(failures);
      say(`${now.name} ended (${signal ?? `code ${code}`}); it is started again in ${pause / 1000} s`);
      timer = setTimeout(begin, pause);
      changed();
    });
    return now;
  };

  const first = begin();
  url = listens ? await first.url : '';
  return {
    url,
    pid: () => running?.pid ?? 0,
    stop: async () => {
      wanted = false;
      clearTimeout(timer);
      await running?.stop();
    },
  };
};
