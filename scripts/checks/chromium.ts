import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** Where Chromium is: `CHROMIUM` when that names a file, else the usual places; undefined when there is none. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  [env.CHROMIUM ?? '', ...places].find(path => path !== '' && existsSync(path));

const apt = (...args: string[]): boolean =>
  spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

/**
 * Chromium's path, Debian's package installed when it is missing and this process may do so.
 * @throws Error that says what to do.
 */
export const ensureChromium = (): string => {
  const found = findChromium();
  if (found) return found;
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (mayInstall) {
    console.error("Installing Debian's chromium for the browser tests …");
    const install = ['install', '-y', '--no-install-recommends', 'chromium'];
    if (!apt(...install)) apt('update') && apt(...install);
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    'The browser tests need Chromium. Install it (Debian: `sudo apt-get install chromium`) or name an executable in CHROMIUM, then run again.',
  );
};
