import { listener, table } from '../terminal/console.ts';
import { checkCouch } from './couch-check.ts';
import { demonstrationLogins, loadDemonstration } from './demonstration.ts';
import { type Kept, keep } from './keep.ts';
import { endLeftovers, otherRun } from './leftovers.ts';
import { apiProgram, couchProgram, sentinelProgram, shown, withCredentials } from './parts.ts';
import { checkPort } from './port.ts';
import type { Program } from './processes.ts';
import { administrator, removeRun, stateDir, writeRun } from './state.ts';
import { buildWebapp, isStale } from './webapp.ts';

/** How Rounds is started. */
export interface StartOptions {
  /**
   * A CouchDB with its administrator's name and password, without a slash at the end; undefined for the embedded
   * database.
   */
  couchUrl: string | undefined;
  host: string;
  port: number;
  /** Name of the main database. */
  database: string;
  /** Loads the demonstration into an empty programme. */
  demo: boolean;
  /** Hears what a person at the terminal should know. */
  say: (text: string) => void;
}

/** Another run from this folder is named, with what to do about it. */
const checkAlone = (dir: string): void => {
  const other = otherRun(dir);
  if (other)
    throw new Error(
      `Rounds already runs from this folder: ${other.apiUrl} (process ${other.pid}). End it first, or give another folder: ROUNDS_DIR=…`,
    );
};

const loginTable = async (admin: { name: string; password: string } | undefined, demo: boolean): Promise<string> => {
  const logins = demo ? await demonstrationLogins() : [];
  const rows = logins.map(({ username, password, roles, fullname }) => [
    username,
    password,
    roles.replaceAll(':', ', '),
    fullname,
  ]);
  return table([
    ['login', 'password', 'roles', 'name'],
    ...rows,
    ...(admin ? [[admin.name, admin.password, 'administrator', 'as kept in admin.json']] : []),
  ]);
};

/** Rounds on this machine: what starts it and what ends it. */
export interface Rounds {
  /**
   * Starts database, api and sentinel, each a process of its own, started again when it dies; loads the demonstration;
   * says where it is.
   * @throws Error for the person at the terminal, with what to do
   */
  start(): Promise<void>;
  /** Ends them, those that lean on others first; also in the midst of a start. */
  stop(): Promise<void>;
}

/** Nothing happens before `start`. */
export const rounds = (options: StartOptions): Rounds => {
  const { host, port, database, demo, say } = options;
  const dir = stateDir();
  const kept = new Map<string, Kept>();
  let couchUrl = options.couchUrl ?? '';
  let apiUrl = '';
  let mine = false;
  let ended = false;

  const changed = (): void => {
    if (ended || !mine) return;
    const children = Object.fromEntries([...kept].map(([name, part]) => [name, part.pid()]));
    try {
      writeRun(dir, { couchUrl, apiUrl, database, pid: process.pid, children });
    } catch (error) {
      // Rounds runs on: other commands do not find it, and that is all.
      say(`What runs could not be noted in ${dir}: ${(error as Error).message}`);
    }
  };
  const run = async (name: string, program: (url: string | undefined) => Program, listens = true): Promise<string> => {
    const part = await keep(program, { listens, say, changed, onLine: listener(dir, name, { say }) });
    if (ended) await part.stop();
    kept.set(name, part);
    changed();
    return part.url;
  };

  const startDatabase = async (): Promise<{ name: string; password: string } | undefined> => {
    if (couchUrl) {
      await checkCouch(couchUrl, { patience: 60_000, say });
      return undefined;
    }
    const admin = administrator(dir);
    const url = await run('database', before => couchProgram(dir, admin, before ? Number(new URL(before).port) : 0));
    couchUrl = withCredentials(url, admin);
    return admin;
  };

  const startAll = async (): Promise<void> => {
    checkAlone(dir);
    await checkPort({ host, port, command: 'npm start' });
    const left = await endLeftovers(dir);
    if (left > 0) say(`Ended ${left} processes that an earlier start had left behind`);
    mine = true;
    if (isStale()) {
      say('Building the app …');
      await buildWebapp();
    }
    if (ended) return;
    const admin = await startDatabase();
    say(`Database: ${shown(couchUrl)}${admin ? ` (embedded, in ${dir})` : ''}`);
    if (ended) return;
    const env = { COUCH_URL: couchUrl, ROUNDS_DB: database };
    apiUrl = await run('api', before =>
      apiProgram({ ...env, HOST: host, PORT: before ? new URL(before).port : String(port) }),
    );
    if (ended) return;
    await run('sentinel', () => sentinelProgram(env), false);
    const demonstration = demo ? await loadDemonstration({ couchUrl, database }) : 'not ours';
    if (ended) return;
    if (demonstration === 'loaded') say('Loaded the demonstration programme');
    say(
      `\n${await loginTable(admin, demonstration !== 'not ours')}\n\nRounds is at ${apiUrl} (Ctrl-C ends it; logs in ${dir}/logs)`,
    );
  };

  return {
    start: async () => {
      try {
        await startAll();
      } catch (error) {
        // A start cut off by an end that somebody asked for is no fault.
        if (!ended) throw error;
      }
    },
    stop: async () => {
      if (ended) return;
      ended = true;
      for (const name of ['sentinel', 'api', 'database']) await kept.get(name)?.stop();
      if (mine) removeRun(dir);
    },
  };
};
