import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root, tsx } from '../../../../scripts/checks/checks.ts';

/** Prints lines for ever on one of its streams; `then` is what it does when nobody reads them. */
const talker = (stream: 'stdout' | 'stderr', then: string): string => `
import { writeFileSync } from 'node:fs';
import { whenUnread } from '${root}scripts/terminal/unread.ts';
whenUnread(${then});
setInterval(() => process.${stream}.write('a line\\n'), 5);
`;

/** Runs a program, and shuts one of its streams at the first line, as \`head -1\` does. */
const cutOff = (
  program: string,
  stream: 'stdout' | 'stderr',
): Promise<{ code: number | null; signal: string | null; told: string }> =>
  new Promise(resolve => {
    const child = spawn(process.execPath, [...tsx, '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const other = stream === 'stdout' ? 'stderr' : 'stdout';
    let told = '';
    child[other].setEncoding('utf8').on('data', (text: string) => (told += text));
    child[stream].once('data', () => child[stream].destroy());
    child.on('close', (code, signal) => resolve({ code, signal, told }));
  });

describe('A script whose output nobody reads any more', function () {
  this.timeout(120_000);
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-unread-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  for (const stream of ['stdout', 'stderr'] as const) {
    it(`ends at the first line of ${stream} that is lost, without a word, where it only tells`, async () => {
      const ended = await cutOff(talker(stream, '() => process.exit(0)'), stream);
      expect(ended).to.deep.equal({ code: 0, signal: null, told: '' });
    });

    it(`goes on with what it does where ${stream} is lost, and is told once`, async () => {
      const file = join(dir, stream);
      let goOn = "setTimeout(() => { writeFileSync(FILE, 'done '.repeat(times)); process.exit(3); }, 200)";
      goOn = goOn.replace('FILE', JSON.stringify(file));
      const ended = await cutOff(`let times = 0;${talker(stream, `() => { times += 1; ${goOn}; }`)}`, stream);
      expect(ended).to.deep.equal({ code: 3, signal: null, told: '' });
      expect(await readFile(file, 'utf8')).to.equal('done ');
    });
  }
});
