import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compiled } from '../../../../scripts/start/compiled.ts';

describe('A program that is compiled before it starts', () => {
  let project: string;
  const word = (text: string) => writeFile(join(project, 'word.ts'), text);
  const says = () => execFileSync(process.execPath, compiled('main.ts', project), { encoding: 'utf8' }).trim();

  before(async () => {
    project = `${await mkdtemp(join(tmpdir(), 'rounds-compiled-'))}/`;
    await writeFile(
      join(project, 'main.ts'),
      "import { word } from './word.ts';\nconsole.log(word, new URL('.', import.meta.url).pathname);\n",
    );
    await word("export const word: string = 'one';\n");
  });
  after(() => rm(project, { recursive: true }));

  it('runs, and finds the place where its source lies', () => {
    expect(says()).to.equal(`one ${project}`);
  });

  it('is compiled anew when a file that it imports was changed', async () => {
    await word("export const word: string = 'two';\n");
    // As if somebody had saved it a moment later, however coarse the clock of the file system is.
    const later = new Date(Date.now() + 2000);
    await utimes(join(project, 'word.ts'), later, later);
    expect(says()).to.equal(`two ${project}`);
  });

  it('says where a source is at fault, and keeps nothing of it', async () => {
    await word("export const word: string = 'three;\n");
    const later = new Date(Date.now() + 4000);
    await utimes(join(project, 'word.ts'), later, later);
    expect(says).to.throw(/main\.ts could not be compiled:\n.*word\.ts:1:/s);
    await word("export const word: string = 'three';\n");
    expect(says()).to.equal(`three ${project}`);
  });
});
