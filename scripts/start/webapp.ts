import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../checks/checks.ts';
import { endWithUs } from './end-with-us.ts';

/** Folders whose files end up in the PWA. */
const sources = ['webapp', 'sentinel', 'config', 'ddocs'];
const ignored = /(^|[/\\])(node_modules|dist|embedded|demo)([/\\]|$)/;

const newest = (folder: string): number =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => !ignored.test(path) && /\.\w+$/.test(path))
    .reduce((time, path) => Math.max(time, statSync(join(root, folder, path)).mtimeMs), 0);

/** Whether the PWA has to be built: it is missing, or one of its sources is younger. */
export const isStale = (): boolean => {
  const built = statSync(join(root, 'webapp/dist/index.html'), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  const lock = statSync(join(root, 'package-lock.json')).mtimeMs;
  return Math.max(lock, ...sources.map(newest)) > built;
};

/** Builds the PWA into `webapp/dist`. @throws Error with what Vite said when it fails */
export const buildWebapp = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(
      dirname(createRequire(join(root, 'webapp/package.json')).resolve('vite/package.json')),
      'bin/vite.js',
    );
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: join(root, 'webapp'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    endWithUs(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`The app could not be built:\n${said}`))));
  });
