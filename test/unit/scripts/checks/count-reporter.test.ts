import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root, tsx } from '../../../../scripts/checks/checks.ts';

describe('the count at the end of the tests', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-count-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The last lines of a run of these files. */
  const run = async (files: Record<string, string>, ...more: string[]): Promise<string[]> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--forbid-pending', ...more];
    const report = [
      '--reporter',
      join(root, 'scripts/checks/count-reporter.cjs'),
      '--reporter-option',
      `folder=${folder}`,
    ];
    const { stdout } = spawnSync(process.execPath, [...tsx, ...mocha, ...report, `${folder}/*.test.ts`], {
      cwd: '/',
      encoding: 'utf8',
    });
    return stdout.trim().split('\n');
  };

  it('is of all tests', async () => {
    const lines = await run({
      'a.test.ts': "it('a', () => {}); it('b', () => { throw new Error('no'); });",
      'b.test.ts': "it('c', () => {});",
    });
    expect(lines.at(-1)).to.equal('2 passed, 1 failed');
  });

  for (const mode of [[], ['--parallel']])
    it(`names each file in which a test failed${mode.length ? ', side by side too' : ''}`, async () => {
      const lines = await run(
        {
          'a.test.ts': "it('a', () => {}); it('b', () => { throw new Error('no'); });",
          'b.test.ts': "it('c', () => {});",
        },
        ...mode,
      );
      expect(lines.filter(line => / failed in /.test(line))).to.deep.equal([
        `1 passed, 1 failed in ${join(folder, 'a.test.ts')}`,
      ]);
    });

  for (const mode of [[], ['--parallel']])
    it(`holds a file against us in which no test ran${mode.length ? ', side by side too' : ''}`, async () => {
      const lines = await run(
        { 'a.test.ts': "it('a', () => {});", 'b.test.ts': 'for (const each of []) it(each, () => {});' },
        ...mode,
      );
      expect(lines.at(-1)).to.equal('1 passed, 1 failed');
      expect(lines.at(-2)).to.match(/No test ran in .*b\.test\.ts$/);
    });

  it('holds a test against us that is passed over', async () => {
    const lines = await run({ 'a.test.ts': "it('a', () => {}); it.skip('b', () => {});" });
    expect(lines.at(-1)).to.equal('1 passed, 1 failed');
  });
});
