import { spawn } from 'node:child_process';
import { endWithUs } from '../../../../scripts/start/end-with-us.ts';

/** How a run of the tool ended. */
export interface Outcome {
  code: number | null;
  /** Everything that it wrote, without colours. */
  out: string;
}

/** Colours and other marks of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what such a mark begins with
const marks = /\u001b\[[0-9;]*m/g;

/**
 * Runs cht-conf in a project's folder, without its questions and without its own look for a newer version.
 * @param program as `installedChtConf` gives it
 * @param words what stands on its command line besides: `--url=…`, then actions, then `--` and what belongs to them
 */
export const runTool = (program: string, folder: string, words: readonly string[]): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const at = words.indexOf('--');
    const [own, rest] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at)];
    const quiet = ['--skip-version-check', '--skip-dependency-check', '--skip-git-check', '--force'];
    const child = spawn(program, [...own, ...quiet, ...rest], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1' },
    });
    endWithUs(child);
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    child.once('error', reject);
    child.once('close', code => resolve({ code, out: out.replace(marks, '') }));
  });
