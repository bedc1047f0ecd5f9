import { type Program, type RunningProgram, startProgram } from '../scripts/start/processes.ts';

/** A process of a world, which can be ended and started again on the same port and data. */
export interface Part {
  /** Undefined while it is not running. */
  readonly pid: number | undefined;
  /** Its last lines of output. */
  lastLines(): string[];
  start(): Promise<void>;
  /** Asks it to end (SIGTERM). */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would (SIGKILL). */
  kill(): Promise<void>;
  /** Ends it and starts it again. @param signal SIGTERM by default */
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** A part that runs `program`; `started` hears of each new process. */
export const part = (
  program: () => Program,
  { listens, started }: { listens: boolean; started?: (url: string) => void },
): Part => {
  let running: RunningProgram | undefined;
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    await running?.stop(signal);
    running = undefined;
  };
  const start = async (): Promise<void> => {
    if (running) return;
    const onLine = process.env.ROUNDS_TEST_LOG
      ? (line: string) => console.log(`${program().name}: ${line}`)
      : undefined;
    running = startProgram(program(), onLine ? { onLine } : {});
    if (listens) started?.(await running.url);
    running.release();
  };
  return {
    get pid() {
      return running?.pid;
    },
    lastLines: () => running?.lastLines() ?? [],
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async (signal = 'SIGTERM') => {
      await end(signal);
      await start();
    },
  };
};
