import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../start/end-with-us.ts';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Node's arguments that let it run TypeScript files. */
export const tsx = ['--import', new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href];

/** A program to run in the project's folder. */
export interface Command {
  title: string;
  program: string;
  args: readonly string[];
}

/** A program that a package brings. @param name its path in `node_modules` */
export const bin = (name: string, ...args: string[]): Pick<Command, 'program' | 'args'> => ({
  program: process.execPath,
  args: [fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)), ...args],
});

/** What is checked without running anything: types, style, the layers, and the files that are written by
 * a command. */
export const staticChecks: readonly Command[] = [
  { title: 'Types (tsc)', ...bin('typescript/bin/tsc', '--noEmit') },
  { title: 'Style (biome)', ...bin('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  { title: 'Layers', program: process.execPath, args: [...tsx, `${root}scripts/checks/layers-check.ts`] },
  { title: 'JSON Schema', program: process.execPath, args: [...tsx, `${root}scripts/schema.ts`, '--check'] },
  { title: 'Lock file', program: process.execPath, args: [...tsx, `${root}scripts/lock.ts`, '--check'] },
];

/** Runs a program, its output shown as it comes. @returns its exit code and what it wrote to stdout. */
export const run = (
  { program, args }: Omit<Command, 'title'>,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; out: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...colors(), ...process.env, ...env },
    });
    endWithUs(child);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      process.stdout.write(text);
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code: code ?? 1, out }));
  });

const colors = (): NodeJS.ProcessEnv => (process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {});

/** Runs every static check, all of them even when one fails. @returns how many failed. */
export const runStaticChecks = async (): Promise<number> => {
  let failed = 0;
  for (const check of staticChecks) {
    const { code } = await run(check);
    console.log(`${code === 0 ? '✔' : '✘'} ${check.title}`);
    if (code !== 0) failed += 1;
  }
  return failed;
};
