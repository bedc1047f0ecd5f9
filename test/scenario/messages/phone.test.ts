import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../../../scripts/checks/checks.ts';
import { loadDemonstration } from '../../../scripts/start/demonstration.ts';
import { withCredentials } from '../../../scripts/start/parts.ts';
import { writeRun } from '../../../scripts/start/state.ts';
import { password, type World, world } from '../../world.ts';

describe('npm run sms', function () {
  // Every story starts a process of its own, some of them three.
  this.timeout(180_000);
  let place: World;
  let gateway: string;

  /** Runs it as a person does. @param typed lines that are typed, then the end of input */
  const sms = (
    args: readonly string[],
    typed?: readonly string[],
    dir = '/nonexistent',
  ): Promise<{ code: number | null; text: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['scripts/run.mjs', 'sms', ...args], {
        cwd: root,
        env: { ...process.env, ROUNDS_DIR: dir, COUCH_URL: '' },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (more: string) => (text += more));
      child.stdin.end((typed ?? []).map(line => `${line}\n`).join(''));
      child.on('error', reject);
      child.on('close', code => resolve({ code, text }));
    });
  const url = (): string => {
    const { username, password: secret } = new URL(place.couchUrl);
    return withCredentials(place.apiUrl, { name: decodeURIComponent(username), password: decodeURIComponent(secret) });
  };
  const here = (...more: string[]) => ['--url', url(), '--gateway', gateway, ...more];

  before(async () => {
    place = await world();
    await loadDemonstration({ couchUrl: place.couchUrl, database: place.databases.main });
    await place.settled();
    const name = place.userName('gateway');
    await place.createUser({ username: name, roles: ['gateway'] });
    gateway = `${name}:${password}`;
  });
  after(() => place?.close());

  it('registers a pregnancy, prints the answer and what is scheduled, and ends', async () => {
    const { code, text } = await sms(here('--as', 'amina', 'P 20248 4'));
    expect(text).to.match(/The phone of Amina Wanjala, \+254700000111/);
    expect(text).to.match(/\d+ messages that waited went out, \d+ of them here\n→ P 20248 4\n← .*Akinyi Otieno/);
    expect(text).to.match(/report P: patient_id 20248, weeks_since_lmp 4\n/);
    expect(text).to.match(/ 11 scheduled:\n {2}20\d\d-\d\d-\d\d 09:00 {2}.*Akinyi Otieno.*\(anc_reminders 1\)\n/);
    // Not a terminal: no colours.
    expect(text).not.to.include('\u001b');
    expect(code).to.equal(0);
  });

  it('prints that a pregnancy is registered already', async () => {
    const { code, text } = await sms(here('--as', 'amina', 'P 20248 5'));
    expect(text).to.match(/← .*Akinyi Otieno has a pregnancy that is registered already/);
    expect(code).to.equal(0);
  });

  it('tells the api that the answers were sent and delivered', async () => {
    const rows = await place.store().query<{ list: string }>('medic/messages_by_state', {
      startKey: ['delivered'],
      endKey: ['delivered', {}],
      limit: 10,
    });
    expect(rows.map(({ value }) => value.list)).to.include('tasks');
    const left = await place.store().query('medic/messages_by_state', {
      startKey: ['pending-or-forwarded'],
      endKey: ['pending-or-forwarded', {}],
      limit: 10,
    });
    expect(left).to.deep.equal([]);
  });

  it('prints what is wrong with a text', async () => {
    const { code, text } = await sms(here('--as', '+254700000121', '--wait', '20', 'P 20086'));
    expect(text).to.match(/The phone of Juma Barasa/);
    expect(text).to.match(/sys\.missing_fields: .*Weeks pregnant/);
    expect(code).to.equal(0);
  });

  it('reads lines that are typed, and commands among them', async () => {
    const { code, text } = await sms(here(), [
      '/who mutua',
      'faith',
      '/as Wanjala',
      '/scheduled',
      '/nonsense',
      '/quit',
    ]);
    expect(text).to.match(/Daniel Mutua +\+254700000201 +20079/);
    expect(text).to.match(/The phone of Faith Mutua, \+254700000202/);
    expect(text).to.match(/The phone of Amina Wanjala/);
    expect(text).to.match(/09:00 {2}.*Faith Mutua.*\(anc_reminders 1\)/);
    expect(text).to.include('There is no /nonsense');
    expect(code).to.equal(0);
  });

  it('sends all that it was given though nobody reads what comes back', async () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'sms', ...here('--as', 'amina', 'V 20086', 'V 11111')], {
      cwd: root,
      env: { ...process.env, ROUNDS_DIR: '/nonexistent', COUCH_URL: '' },
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (more: string) => (complaints += more));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    expect([code, complaints]).to.deep.equal([0, '']);
    const rows = await place.store().query('medic-client/reports_by_date', { limit: 10, descending: true, docs: true });
    const texts = rows.map(({ doc }) => (doc?.sms_message as { message?: string } | undefined)?.message);
    expect(texts).to.include.members(['V 20086', 'V 11111']);
  });

  it('ends when nobody reads the answers to what is typed', async () => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'sms', ...here('--as', 'amina')], {
      cwd: root,
      env: { ...process.env, ROUNDS_DIR: '/nonexistent', COUCH_URL: '' },
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (more: string) => (complaints += more));
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stdin.write('/who\n');
    });
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    expect([code, complaints]).to.deep.equal([0, '']);
  });

  it('says who could be meant, and who is not there', async () => {
    expect((await sms(here('--as', 'mutua', 'hello'))).text).to.match(
      /"mutua" could be .*Daniel Mutua \(\+254700000201\)/,
    );
    expect(await sms(here('--as', 'nobody at all', 'hello'))).to.deep.include({ code: 1 });
    expect((await sms(here('--as', '0799999999', '--wait', '0', 'hello'))).text).to.match(
      /The phone of a stranger, \+254799999999/,
    );
  });

  it('finds the Rounds that runs here, and the gateway of the demonstration', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'rounds-run-'));
    // Stands for `npm start`: the phone looks whether the process that wrote run.json still runs.
    const start = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)', 'scripts/start.ts'], {
      stdio: 'ignore',
    });
    try {
      const { couchUrl, apiUrl, databases } = place;
      writeRun(dir, { couchUrl, apiUrl, database: databases.main, pid: start.pid!, children: {} });
      const { code, text } = await sms(['--as', 'amina', 'V 20086'], undefined, dir);
      expect(text).to.match(/→ V 20086\n← /);
      expect(code).to.equal(0);
    } finally {
      start.kill();
      await rm(dir, { recursive: true, force: true });
    }
  });

  const faults: [why: string, args: () => string[], says: RegExp][] = [
    ['Rounds does not run', () => ['--as', 'amina', 'hello'], /Rounds does not run here\. Start it with `npm start`/],
    [
      'nobody answers',
      () => ['--url', 'http://a:b@127.0.0.1:9', '--as', 'amina', 'hello'],
      /127\.0\.0\.1:9 cannot be reached[\s\S]*npm start/,
    ],
    [
      'the gateway is not let in',
      () => ['--url', url(), '--gateway', 'gateway:wrong', '--as', 'amina', 'hello'],
      /name or password is wrong.*--gateway/,
    ],
    [
      'the administrator is not known',
      () => ['--url', place.apiUrl.replace('http://', 'http://nobody:wrong@'), '--as', 'amina', 'hello'],
      /administrator into --url/,
    ],
    [
      'it would take the messages of another machine',
      () => ['--url', 'https://a:b@rounds.example.org'],
      /is not this machine.*--elsewhere/,
    ],
    ['nobody is named', () => [...here(), 'hello'], /Say whose phone it is: --as amina/],
  ];
  for (const [why, args, says] of faults)
    it(`says what to do when ${why}`, async () => {
      const { code, text } = await sms(args());
      expect(text).to.match(says);
      expect(text).not.to.match(/^\s+at /m);
      expect(code).to.equal(1);
    });
});
