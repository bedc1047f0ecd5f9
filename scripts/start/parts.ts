import { join } from 'node:path';
import type { Program } from './processes.ts';

/** The embedded database. @param port 0 takes a free one */
export const couchProgram = (dir: string, admin: { name: string; password: string }, port = 0): Program => ({
  name: 'database',
  file: 'ddocs/embedded/main.ts',
  args: ['--port', String(port), '--dir', join(dir, 'couch')],
  env: { COUCHDB_USER: admin.name, COUCHDB_PASSWORD: admin.password },
});

export const apiProgram = (env: Readonly<Record<string, string>>): Program => ({
  name: 'api',
  file: 'api/main.ts',
  env,
});

export const sentinelProgram = (env: Readonly<Record<string, string>>): Program => ({
  name: 'sentinel',
  file: 'sentinel/main.ts',
  env,
});

/** An address with name and password in it. */
export const withCredentials = (url: string, { name, password }: { name: string; password: string }): string => {
  const address = new URL(url);
  address.username = name;
  address.password = password;
  return address.href.replace(/\/$/, '');
};

/** An address as it may be shown: without name and password. */
export const shown = (url: string): string => {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/$/, '')}`;
};
