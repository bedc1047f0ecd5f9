import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { root, tsx } from '../../../../scripts/checks/checks.ts';
import { helpText, Misspelt, readArguments, type Script } from '../../../../scripts/terminal/asked.ts';
import { environment } from '../../../../scripts/terminal/environment.ts';

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };
const names = readdirSync(`${root}scripts`)
  .filter(file => file.endsWith('.ts'))
  .map(file => file.slice(0, -3));

const nowhere = '/nonexistent/rounds';
const call = (name: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise(resolve =>
    execFile(
      process.execPath,
      [...tsx, `${root}scripts/${name}.ts`, ...args],
      // A database that there is not, and a folder that cannot be made.
      { env: { ...process.env, COUCH_URL: 'http://a:b@127.0.0.1:1', ROUNDS_DIR: nowhere } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );

const script = {
  usage: ['npm run bake -- <loaf>…'],
  about: 'Bakes bread.',
  words: [['<loaf>', 'what is baked']],
  options: {
    'dry-run': { type: 'boolean', default: false, about: 'only says what would be baked' },
    heat: { type: 'string', value: 'degrees', about: 'how hot the oven is' },
  },
  heeds: ['PORT'],
  examples: ['npm run bake -- rye'],
} as const satisfies Script;

describe('The scripts of npm', () => {
  it('are all named in package.json, with what they do', () => {
    expect(Object.keys(scripts).sort()).to.deep.equal([...names, 'help'].sort());
    for (const [name, line] of Object.entries(scripts))
      expect(line).to.match(new RegExp(`^exec node scripts/run\\.mjs "${name}: .{10,70}"$`));
  });

  for (const name of names)
    it(`say what there is when ${name} is asked for --help, and start nothing`, async function () {
      this.timeout(120_000);
      const { code, out, err } = await call(name, '--help');
      expect([code, err]).to.deep.equal([0, '']);
      expect(out).to.match(/^npm (run )?[a-z]+.*\n\n?/);
      expect(out).to.match(/\nOptions\n[\s\S]*--help, -h[\s\S]*\nExamples?\n {2}\S/);
      expect(existsSync(nowhere)).to.equal(false);
    });

  for (const [name, option, answer] of [
    ['start', '--prot', 'There is no option --prot'],
    ['lock', '--chek', 'There is no option --chek; is --check meant?'],
    ['sms', '--gatway=a:b', 'There is no option --gatway; is --gateway meant?'],
  ] as const)
    it(`refuse ${option} of ${name} in words`, async function () {
      this.timeout(120_000);
      const { code, err } = await call(name, option);
      expect([code, err.split('\n')[0]]).to.deep.equal([1, answer]);
    });
});

describe('The arguments of a script', () => {
  it('are read by its own table', () => {
    const read = readArguments(script, ['rye', '--heat', '220']);
    expect(read === 'help' ? read : { ...read.values, words: read.positionals }).to.deep.equal({
      'dry-run': false,
      heat: '220',
      help: false,
      words: ['rye'],
    });
  });

  for (const args of [['--help'], ['-h'], ['rye', '--help', '--dry-run']])
    it(`ask for help by ${args.join(' ')}`, () => expect(readArguments(script, args)).to.equal('help'));

  const table: [args: string[], told: string][] = [
    [['--dryrun'], 'There is no option --dryrun; is --dry-run meant?'],
    [['--het=5'], 'There is no option --het; is --heat meant?'],
    [['-x'], 'There is no option -x'],
    [['--heat'], "Option '--heat <value>' argument missing"],
    [['--dry-run=yes'], "Option '--dry-run' does not take an argument"],
  ];
  for (const [args, told] of table)
    it(`that are ${args.join(' ')} are refused: ${told}`, () =>
      expect(() => readArguments(script, args)).to.throw(
        Misspelt,
        `${told}\n\nnpm run bake -- <loaf>…\n--help says more.`,
      ));

  it('are refused where a script takes none', () =>
    expect(() => readArguments({ ...script, words: [] }, ['rye'])).to.throw(Misspelt, /^Unexpected argument 'rye'/));

  it('are told on --help with what each does', () =>
    expect(helpText(script)).to.equal(`npm run bake -- <loaf>…

Bakes bread.

Arguments
  <loaf>   what is baked

Options
  --dry-run          only says what would be baked
  --heat <degrees>   how hot the oven is
  --help, -h         says this, and does nothing else

Environment (and what counts when it is not set)
  PORT   ${environment.PORT.about} (5988)

Example
  npm run bake -- rye`));
});
