import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The version that Rounds is tried with. */
export const version = '6.6.1';

const execute = promisify(execFile);

/**
 * The program file of cht-conf, which npm brings once into the cache folder of this user: with what it needs it has
 * 220 MB in 390 packages, half of them for Google's drive, which nobody who installs Rounds should have to carry.
 * @throws Error that says what to do where npm does not get it
 */
export const installedChtConf = async (): Promise<string> => {
  const caches = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rounds');
  const folder = join(caches, `cht-conf-${version}`);
  const program = join(folder, 'node_modules/.bin/cht');
  if (existsSync(program)) return program;
  await mkdir(caches, { recursive: true });
  // Under a name of its own until it is whole: two runs may begin at the same moment, and one may be broken off.
  const unfinished = await mkdtemp(join(caches, 'cht-conf-'));
  try {
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
    await execute(
      'npm',
      ['install', `cht-conf@${version}`, '--save-exact', '--ignore-scripts', '--no-audit', '--no-fund'],
      { cwd: unfinished, maxBuffer: 16 * 1024 * 1024 },
    );
    await rename(unfinished, folder).catch(error => {
      if (!existsSync(program)) throw error;
    });
  } catch (cause) {
    throw new Error(
      `npm did not bring cht-conf ${version}, which this test runs. It needs npm's registry once; afterwards the tool lies in ${folder}`,
      { cause },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return program;
};
