import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { root } from '../../../../scripts/checks/checks.ts';

const hello = `
import { writeFileSync } from 'node:fs';
const [what, ...more]: string[] = process.argv.slice(2);
process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7); });
if (what === 'exit') process.exit(Number(more[0]));
if (what === 'wait') { console.log('waiting'); setInterval(() => undefined, 1000); }
console.log(JSON.stringify([what, ...more]));
`;

/** Stands for npm in a project of two packages: notes that it was called, and installs what the lock file names. */
const npm = `#!/bin/sh
echo "$@" >> npm.log
mkdir -p node_modules
cp package-lock.json node_modules/.package-lock.json
`;

describe('the door of every npm script', () => {
  let project: string;
  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, ['scripts/run.mjs', ...args], {
      cwd: project,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(project, 'bin')}${delimiter}${process.env.PATH}` },
    });
  const lock = (version: string) =>
    writeFile(
      join(project, 'package-lock.json'),
      JSON.stringify({
        packages: {
          '': { name: 'project' },
          ddocs: { version: '1.0.0' },
          'node_modules/@rounds/ddocs': { link: true, resolved: 'ddocs' },
          'node_modules/left': { version },
          'node_modules/for-another-machine': { version: '1.0.0', optional: true },
        },
      }),
    );
  const installs = async () =>
    (await readFile(join(project, 'npm.log'), 'utf8').catch(() => '')).split('\n').filter(Boolean);

  before(async () => {
    project = await mkdtemp(join(tmpdir(), 'rounds-run-'));
    for (const folder of ['scripts', 'bin', 'node_modules']) await mkdir(join(project, folder));
    await copyFile(join(root, 'scripts/run.mjs'), join(project, 'scripts/run.mjs'));
    await symlink(join(root, 'node_modules/tsx'), join(project, 'node_modules/tsx'));
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({
        type: 'module',
        scripts: {
          start: 'node scripts/run.mjs "start: everything"',
          hello: 'exec node scripts/run.mjs "hello: says what it was given"',
        },
      }),
    );
    await writeFile(join(project, 'scripts/hello.ts'), hello);
    await writeFile(join(project, 'bin/npm'), npm, { mode: 0o755 });
    await lock('1.0.0');
  });
  after(() => rm(project, { recursive: true, force: true }));

  it('installs what is missing before the first run, and passes arguments on', async () => {
    const { stdout, stderr, status } = run('hello', 'two words', '--flag');
    expect(status, stderr).to.equal(0);
    expect(stdout.trim()).to.equal('["two words","--flag"]');
    expect(stderr).to.match(/Installing what the lock file names/);
    // NODE_ENV=production would leave out what builds and checks
    expect(await installs()).to.deep.equal(['ci --include=dev --no-audit --no-fund --progress=true']);
  });

  it('does not install again while the lock file names the same', async () => {
    expect(run('hello', 'again').status).to.equal(0);
    expect(await installs()).to.have.length(1);
  });

  it('installs again when the lock file names another version', async () => {
    await lock('1.0.1');
    expect(run('hello', 'again').status).to.equal(0);
    expect(await installs()).to.have.length(2);
  });

  it('installs again after an installation that broke off', async () => {
    await writeFile(join(project, 'node_modules/.package-lock.json'), '{"packages": {');
    expect(run('hello', 'again').status).to.equal(0);
    expect(await installs()).to.have.length(3);
  });

  it('keeps the exit code', () => {
    expect(run('hello', 'exit', '3').status).to.equal(3);
  });

  it('passes signals on', async () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'hello', 'wait'], { cwd: project });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (text.includes('waiting')) child.kill('SIGTERM');
    });
    const code = await new Promise(resolve => child.on('close', resolve));
    expect(said).to.include('asked to end');
    expect(code).to.equal(7);
  });

  it('takes the name before the words that explain it in package.json', () => {
    expect(run('hello: says what it was given', 'a').stdout.trim()).to.equal('["a"]');
  });

  for (const args of [[], ['help'], ['help: says all this'], ['--help'], ['-h']])
    it(`lists what there is when asked ${args.length > 0 ? `for "${args[0]}"` : 'for nothing'}`, () => {
      const { stdout, status } = run(...args);
      expect(status).to.equal(0);
      expect(stdout).to.match(/^ {2}npm start {7}everything\n {2}npm run hello {3}says what it was given\n/);
    });

  it('asks a script for its help by npm run help <name>', () => {
    expect(run('help: says all this', 'hello').stdout.trim()).to.equal('["--help"]');
  });

  it('says so when there is no such script, and lists those that there are', () => {
    const { stderr, status } = run('../etc/passwd');
    expect(status).to.equal(1);
    expect(stderr).to.match(/There is no script \.\.\/etc\/passwd\. There are\n\n {2}npm start/);
  });
});
