import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';
import { root } from '../../../scripts/checks/checks.ts';
import type { RunState } from '../../../scripts/start/state.ts';
import { until } from '../../world.ts';

/** A run of `npm start`, as a person at a terminal has it. */
interface Start {
  process: ChildProcess;
  /** What it printed until now. */
  said(): string;
  /** Waits for a line. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

const npmStart = (env: Record<string, string>): Start => {
  const { COUCH_URL, ...inherited } = process.env;
  const child = spawn('npm', ['start'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, PORT: '0', ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    process: child,
    said: () => text,
    says: async pattern => {
      const match = await until(
        `npm start said ${pattern}`,
        () => pattern.exec(text) ?? (over ? 'over' : false),
        240_000,
      ).catch(error => {
        throw new Error(`${error.message}; it said:\n${text}`);
      });
      if (match === 'over') throw new Error(`npm start ended before it said ${pattern}; it said:\n${text}`);
      return match;
    },
    ended,
  };
};

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('npm start', function () {
  this.timeout(300_000);
  let dir: string;
  let start: Start;
  let url: string;

  const up = async (env: Record<string, string> = {}): Promise<Start> => {
    const started = npmStart({ ROUNDS_DIR: dir, ...env });
    const [, address = ''] = await started.says(/Rounds is at (http:\/\/\S+)/);
    url = address;
    return started;
  };
  const runState = async () => JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')) as RunState;
  const login = (user: string, password: string) =>
    fetch(`${url}/medic/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, password }),
    });
  /** Name and password of each row of the table of logins. */
  const logins = (): [string, string][] =>
    start
      .said()
      .split('\n')
      .map(line => line.split(/ {3,}/))
      .filter(cells => cells.length >= 3 && !/^(login|─)/.test(cells[0] ?? ''))
      .map(([name = '', password = '']): [string, string] => [name.trim(), password.trim()]);
  /** Every process of the run, the leader first. */
  const pids = async () => {
    const { pid, children } = await runState();
    return [start.process.pid ?? 0, pid, ...Object.values(children)];
  };

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-start-'));
    // As somebody makes it by hand: others of this machine may look into it.
    await chmod(dir, 0o755);
    start = await up();
  });
  after(async () => {
    if (start?.process.exitCode === null) {
      start.process.kill('SIGTERM');
      await start.ended;
    }
    await rm(dir, { recursive: true, force: true });
  });

  it('brings up database, api, sentinel and the app, and says where', async () => {
    const { children } = await runState();
    expect(Object.keys(children)).to.have.members(['database', 'api', 'sentinel']);
    const page = await fetch(url);
    expect(page.status).to.equal(200);
    expect(await page.text()).to.match(/<!doctype html>/i);
  });

  it('keeps every file for its own user alone: passwords, people and logs', async () => {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    expect(files.length).to.be.above(20);
    const modes = await Promise.all(
      files.map(async file => {
        const found = await stat(file).catch(() => undefined);
        return found ? [`${(found.mode & 0o777).toString(8)} ${file.slice(dir.length + 1)}`] : [];
      }),
    );
    expect(modes.flat().filter(mode => !mode.startsWith('600 '))).to.deep.equal([]);
  });

  it('prints logins that work, one of them the administrator', async () => {
    const printed = logins();
    expect(printed.map(([name]) => name))
      .to.include('admin')
      .and.to.have.length.at.least(6);
    for (const [name, password] of printed) expect((await login(name, password)).status, name).to.equal(302);
  });

  it('has loaded the demonstration: its people can be read by their health worker', async () => {
    const { couchUrl, database } = await runState();
    const people = await couchStore(couchUrl, database).query('medic-client/contacts_by_type', { limit: 1000 });
    expect(people.length).to.be.greaterThan(40);
  });

  it('is found by npm run import, which finds nothing to change in what was loaded', async () => {
    const { COUCH_URL, ...env } = process.env;
    const { stdout, status } = spawnSync('npm', ['run', 'import', '--', 'config/default/demo'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...env, ROUNDS_DIR: dir },
    });
    expect(status, stdout).to.equal(0);
    expect(stdout).to.include(new URL((await runState()).couchUrl).host);
    expect(stdout)
      .to.match(/people +0 +0 +\d+/)
      .and.to.match(/users +0 +0 +6 +6/);
  });

  it('starts a part again that died, and says so', async () => {
    const { sentinel = 0 } = (await runState()).children;
    process.kill(sentinel, 'SIGKILL');
    await start.says(/sentinel ended \(SIGKILL\); it is started again in 1 s/);
    const next = await until('a new sentinel ran', async () => {
      const pid = (await runState()).children.sentinel ?? 0;
      return pid > 0 && pid !== sentinel && lives(pid) ? pid : false;
    });
    expect(next).not.to.equal(sentinel);
  });

  it('refuses to start twice in one folder, and on a port that is taken, with what to do', async () => {
    const second = npmStart({ ROUNDS_DIR: dir });
    expect(await second.ended).to.equal(1);
    expect(second.said()).to.match(/Rounds already runs from this folder: http:\S+ \(process \d+\)/);
    const other = npmStart({ ROUNDS_DIR: join(dir, 'other'), PORT: new URL(url).port });
    expect(await other.ended).to.equal(1);
    expect(other.said()).to.match(
      /Port \d+ of 127\.0\.0\.1 is taken by another program\. Take another: PORT=\d+ npm start/,
    );
  });

  it('ends on SIGTERM and leaves no process; the next start keeps data and logins', async () => {
    const { couchUrl, database } = await runState();
    await couchStore(couchUrl, database).write([{ _id: 'kept', type: 'note' }]);
    const before = logins();
    const running = await pids();
    start.process.kill('SIGTERM');
    await start.ended;
    await until('every process had ended', () => !running.some(lives), 15_000);

    start = await up();
    expect(start.said()).not.to.match(/Loaded the demonstration|Building/);
    expect(logins()).to.deep.equal(before);
    const again = await runState();
    expect(await couchStore(again.couchUrl, again.database).get('kept')).to.include({ type: 'note' });
  });

  it('ends on SIGINT too, even when asked twice', async () => {
    const running = await pids();
    start.process.kill('SIGINT');
    start.process.kill('SIGINT');
    await start.ended;
    await until('every process had ended', () => !running.some(lives), 15_000);
  });

  it('takes up the data again after it was killed without warning', async () => {
    start = await up();
    const running = await pids();
    for (const pid of running.slice(0, 2)) process.kill(pid, 'SIGKILL');
    start = await up();
    const again = await runState();
    expect(await couchStore(again.couchUrl, again.database).get('kept')).to.include({ type: 'note' });
    await until('the parts of the killed start had ended', () => !running.slice(1).some(lives), 15_000);
  });

  it('ends in order when nobody reads any more what it prints', async () => {
    const { children } = await runState();
    const running = await pids();
    // As `npm start | head` does: the next line is lost.
    start.process.stdout?.destroy();
    start.process.stderr?.destroy();
    process.kill(children.sentinel ?? 0, 'SIGKILL');
    expect(await start.ended).to.equal(0);
    await until('every process had ended', () => !running.some(lives), 15_000);
  });
});
