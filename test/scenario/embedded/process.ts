import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The embedded database as a process of its own. */
export interface CouchProcess {
  /** With the administrator's credentials; empty when it did not start. */
  url: string;
  /** What it wrote to standard error. */
  complaints(): string;
  /** Ends it. @returns its exit code, null when a signal ended it */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
  /** Waits for its end. */
  ended(): Promise<number | null>;
}

const main = fileURLToPath(new URL('../../../ddocs/embedded/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Runs `ddocs/embedded/main.ts` until it listens or ends.
 * @param env without COUCHDB_USER and COUCHDB_PASSWORD when null
 */
export async function couchProcess(
  args: readonly string[],
  env: Record<string, string> | null = { COUCHDB_USER: 'admin', COUCHDB_PASSWORD: 'pass' },
): Promise<CouchProcess> {
  const { COUCHDB_USER: _user, COUCHDB_PASSWORD: _password, ...rest } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: root,
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', part => {
    complaints += part;
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const url = await Promise.race([listening(child), exit.then(() => '')]);
  return {
    url: url.replace('://', '://admin:pass@'),
    complaints: () => complaints,
    end(signal) {
      child.kill(signal);
      return exit;
    },
    ended: () => exit,
  };
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const part of stdout!) {
    text += part;
    const url = /^listening on (\S+)$/m.exec(text)?.[1];
    if (url) return url;
  }
  return '';
}
