import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../checks/checks.ts';
import { couchUrlOf } from './choices.ts';

/** What runs now, written by `npm start` for the other commands. Holds the administrator's password: mode 0600. */
export interface RunState {
  /** With the administrator's name and password. */
  couchUrl: string;
  apiUrl: string;
  /** Name of the main database. */
  database: string;
  /** The process of `npm start`. */
  pid: number;
  /** Its children, by name. */
  children: Record<string, number>;
}

/**
 * Folder of all that Rounds keeps on this machine: `ROUNDS_DIR`, by default `.rounds` in the project's folder. Made
 * when it is not there.
 * @throws Error for the person at the terminal when it cannot be written
 */
export const stateDir = (env: NodeJS.ProcessEnv = process.env): string => {
  const dir = resolve(env.ROUNDS_DIR ?? join(root, '.rounds'));
  try {
    mkdirSync(join(dir, 'logs'), { recursive: true, mode: 0o700 });
    for (const folder of [dir, join(dir, 'logs')]) accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return dir;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `Rounds cannot write to ${dir} (${code ?? message}). Make it yours, or give another folder: ROUNDS_DIR=…`,
    );
  }
};

const readJson = <T>(file: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
};

/** Written aside and put in its place whole, so that nobody who reads it meanwhile finds half of it. */
const writeJson = (file: string, value: object): void => {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, file);
};

/** Name and password of the embedded database's administrator, made up at the first start and kept. */
export const administrator = (dir: string): { name: string; password: string } => {
  const file = join(dir, 'admin.json');
  const kept = readJson<{ name: string; password: string }>(file);
  if (kept) return kept;
  if (existsSync(file)) throw new Error(`${file} cannot be read as JSON; mend it, or move ${dir} away to begin anew`);
  const made = { name: 'admin', password: randomBytes(12).toString('base64url') };
  writeJson(file, made);
  return made;
};

const runFile = (dir: string): string => join(dir, 'run.json');
export const readRun = (dir: string): RunState | undefined => readJson<RunState>(runFile(dir));
export const writeRun = (dir: string, state: RunState): void => writeJson(runFile(dir), state);
export const removeRun = (dir: string): void => rmSync(runFile(dir), { force: true });

/** Whether a process lives and runs that file: pids are given again to others. */
export const runs = (pid: number, file: string): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file);
  } catch {
    return false;
  }
};

/**
 * The database that runs now: `COUCH_URL`, or the one of `npm start`; undefined when there is none.
 * @throws Error for a `COUCH_URL` that is none
 */
export const runningCouch = (
  dir: string,
  env: NodeJS.ProcessEnv = process.env,
): Pick<RunState, 'couchUrl' | 'database'> | undefined => {
  const database = env.ROUNDS_DB ?? 'medic';
  if (env.COUCH_URL) return { couchUrl: couchUrlOf(env.COUCH_URL), database };
  const run = readRun(dir);
  if (!run || !runs(run.pid, 'scripts/start.ts')) return undefined;
  return { couchUrl: run.couchUrl, database: env.ROUNDS_DB ?? run.database };
};
