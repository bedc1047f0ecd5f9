import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { root } from '../checks/checks.ts';
import { compiled } from './compiled.ts';
import { endWithUs } from './end-with-us.ts';

/** One of Rounds' own programs, run as a process of its own. */
export interface Program {
  /** As said in messages: `api`, `sentinel`, `database`. */
  name: string;
  /** The `main.ts`, from the project's folder. */
  file: string;
  args?: readonly string[];
  /** Added to the environment of this process. */
  env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that was started. */
export interface RunningProgram {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended, however. Never rejects. */
  readonly ended: Promise<Ended>;
  /** The address of its line `listening on http://…`. @throws Error with its last lines when it ends before. */
  readonly url: Promise<string>;
  /** Its last lines, newest last: what to show when something is wrong. */
  lastLines(): string[];
  /** Lets this process end while the program runs; the program is then killed. */
  release(): void;
  /** Ends it: asks with a signal, and kills it when it is still there after `grace` milliseconds. */
  stop(signal?: NodeJS.Signals, grace?: number): Promise<Ended>;
}

const leash = new URL('leash.mjs', import.meta.url).href;
const kept = 60;
/**
 * Starts a program, compiled into one file.
 * @param onLine hears each line of its stdout and stderr.
 */
export const startProgram = (
  program: Program,
  { onLine }: { onLine?: (line: string) => void } = {},
): RunningProgram => {
  const { name, file, args = [], env = {} } = program;
  const child = spawn(process.execPath, ['--import', leash, ...compiled(file), ...args], {
    cwd: root,
    // Not in the group of this process, so that Ctrl-C in a terminal reaches them once, through stop().
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  endWithUs(child);
  const streams = [child.stdout, child.stderr].filter(stream => stream !== null);
  const lines: string[] = [];
  const ended = new Promise<Ended>(resolve => {
    child.once('error', error => {
      lines.push(error.message);
      resolve({ code: 1, signal: null });
    });
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const url = new Promise<string>((resolve, reject) => {
    const hear = (line: string): void => {
      if (lines.push(line) > kept) lines.shift();
      const address = /listening on (https?:\/\/\S+)/i.exec(line)?.[1];
      if (address) resolve(address.replace(/[/",]+$/, ''));
      onLine?.(line);
    };
    for (const stream of streams) createInterface({ input: stream }).on('line', hear);
    void ended.then(({ code, signal }) =>
      reject(new Error([`${name} ended (${signal ?? code}) before it listened`, ...lines].join('\n  '))),
    );
  });
  url.catch(() => undefined);
  /** Lets this process end while the child runs, or not. It must not while somebody waits for the child. */
  const hold = (held: boolean): void => {
    const change = held ? 'ref' : 'unref';
    child[change]();
    for (const stream of streams) (stream as unknown as Socket)[change]();
  };
  child.channel?.unref();
  const stop = async (signal: NodeJS.Signals = 'SIGTERM', grace = 8000): Promise<Ended> => {
    hold(true);
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), grace);
    const result = await ended;
    clearTimeout(timer);
    return result;
  };
  return { name, pid: child.pid ?? 0, ended, url, lastLines: () => [...lines], release: () => hold(false), stop };
};
