import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import { purgeDatabase, purgedId, purgedRange, unpurgedId } from '@rounds/ddocs/documents/purged.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import {
  type JobsState,
  jobsStateId,
  type Lease,
  leaseId,
  type OutboundTask,
  outboundId,
} from '@rounds/ddocs/documents/sentinel-docs.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { openVault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import { runByHand } from '@rounds/sentinel/by-hand.ts';
import { allJobs } from '@rounds/sentinel/jobs.ts';
import { thisHolder } from '@rounds/sentinel/process/holder.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { expect } from 'chai';
import { root, tsx } from '../../../scripts/checks/checks.ts';
import { outcomeLine } from '../../../scripts/jobs/table.ts';
import { shown } from '../../../scripts/start/parts.ts';
import { until, type World, world } from '../../world.ts';
import { okellos, type Village, village } from './village.ts';

const hour = 3_600_000;
const day = 24 * hour;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const mary = { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } };

/** Registrations of Grace, with messages due so many ms ago. */
const registration = (_id: string, dues: number[], more: Partial<Report> = {}): Report => ({
  _id,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  contact: mary,
  reported_date: Date.now() - 30 * day,
  fields: { patient_id: '10025' },
  scheduled_tasks: dues.map(
    (due, at): ScheduledTask => ({
      due: ago(due),
      type: 'visits',
      group: at,
      message_key: 'messages.visit',
      recipient: 'reporting_unit',
      state: 'scheduled',
      state_history: [{ state: 'scheduled', timestamp: ago(30 * day) }],
    }),
  ),
  ...more,
});

/** At any hour and in any zone of this machine messages may go. */
const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const atAnyHour = { schedule_morning_hours: 0, schedule_evening_hours: 0, default_timezone: 'UTC' };
const words: Doc = {
  _id: 'messages-xx',
  type: 'translations',
  code: 'en',
  generic: {},
  custom: { 'messages.visit': 'Visit {{patient_name}}' },
};

describe('The timed jobs of the sentinel', () => {
  let rounds: Village;
  let server: ReturnType<typeof createServer>;
  let status = 500;
  const heard: { login: string | undefined; body: unknown }[] = [];

  before(async function () {
    this.timeout(120_000);
    server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        heard.push({ login: request.headers.authorization, body: JSON.parse(text) });
        response.statusCode = status;
        response.end('{}');
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    rounds = await village({
      api: true,
      env: { OUTBOUND_HOSTS: `127.0.0.1:${port}` },
      docs: [
        ...okellos,
        { _id: 'sent', type: 'data_record', form: 'MUTE', reported_date: Date.now() - hour, contact: mary },
      ],
      settings: settings => ({
        ...settings,
        ...atAnyHour,
        transitions: { ...(settings.transitions as object), mark_for_outbound: true },
        reminders: [
          {
            form: 'WEEK',
            cron: '0 * * * *',
            contact_types: ['health_center', 'clinic'],
            message: 'Send WEEK, {{place_name}}',
          },
          {
            form: 'MUTE',
            cron: '0 * * * *',
            contact_types: ['health_center'],
            mute_after_form_for: '3 days',
            message: 'Send MUTE',
          },
        ],
        outbound: {
          clinic: {
            relevant_to: 'doc.form === "referral"',
            destination: {
              base_url: `http://127.0.0.1:${port}`,
              auth: { type: 'Basic', username: 'rounds', password_key: 'clinic.example' },
            },
            mapping: {
              id: 'doc._id',
              'patient.name': 'doc.patient.name',
              village: { expr: 'doc.patient.parent.parent.name' },
            },
          },
        },
        purge: {
          cron: '0 2 * * 0',
          fn: `function (userCtx, contact, reports, messages) {
            var old = Date.now() - 60 * 24 * 3600 * 1000;
            return userCtx.roles.indexOf('nurse') !== -1 ? [] : reports.concat(messages).filter(r => r.reported_date < old).map(r => r._id);
          }`,
        },
      }),
    });
    await rounds.main.write([words]);
    await rounds.settled();
  });
  after(async () => {
    server?.close();
    await rounds?.close();
  });

  const state = async (name: string) => (await rounds.side.get<JobsState>(jobsStateId))?.jobs[name];
  /** What `npm run jobs` prints, and its exit code. */
  const command = async (...args: string[]): Promise<{ out: string; code: number }> => {
    const child = spawn(process.execPath, [...tsx, `${root}scripts/jobs.ts`, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, COUCH_URL: rounds.couchUrl, ROUNDS_DB: rounds.databases.main },
    });
    let out = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        out += chunk;
      });
    const [code] = (await once(child, 'close')) as [number];
    return { out, code };
  };
  /** What comes of a job that is run by hand. */
  const run = async (name: string): Promise<string> => {
    const { couchUrl, databases } = rounds;
    const outcome = await runByHand(
      name,
      { couchUrl, databases, log, ...thisHolder(), progress: () => {} },
      AbortSignal.timeout(50_000),
    );
    expect(outcome.error, name).to.equal(undefined);
    return outcomeLine(name, outcome);
  };
  const tasksOf = async (id: string) => (await rounds.main.get<Report>(id))!.scheduled_tasks!;

  it('release what is due, with words of today, and skip what is too late', async function () {
    this.timeout(120_000);
    await rounds.main.write([registration('due', [hour, 3 * day, 20 * day, -day])]);
    await rounds.settled();
    await run('due_tasks');
    const tasks = await tasksOf('due');
    expect(tasks.map(task => [task.state, task.messages?.[0]?.to, task.messages?.[0]?.message])).to.deep.equal([
      ['pending', '+254700000001', 'Visit Grace'],
      ['pending', '+254700000001', 'Visit Grace'],
      ['skipped', undefined, undefined],
      ['scheduled', undefined, undefined],
    ]);
    expect(tasks[2]!.state_details).to.deep.equal({ reason: 'late' });
  });

  it('mute what is due of somebody who was muted', async function () {
    this.timeout(120_000);
    const mute = await rounds.report('mute', { patient_id: '10025' });
    await rounds.settled();
    // As an import leaves it: no mute has seen it.
    await rounds.main.write([registration('muted', [hour], { form: 'other' })]);
    await rounds.settled();
    await run('due_tasks');
    expect((await tasksOf('muted'))[0]).to.deep.include({
      state: 'muted',
      state_details: { reason: 'muted', by: mute, root: 'Grace' },
    });
    await rounds.report('unmute', { patient_id: '10025' });
    await rounds.settled();
  });

  it('remind each place of a form once, but for those that sent it', async function () {
    this.timeout(120_000);
    await run('reminders');
    await run('reminders');
    const reminders = await rounds.main.range<Report>({ from: 'reminder:', to: 'reminder:\ufff0', limit: 100 });
    expect(
      reminders.map(({ _id, tasks }) => [_id.replace(/:\d+:/, ':…:'), tasks?.[0]?.state, tasks?.[0]?.messages?.[0]]),
    ).to.deep.equal([
      [
        'reminder:WEEK:…:centre',
        'pending',
        { uuid: reminders[0]!.tasks![0]!.messages![0]!.uuid, to: '+254700000001', message: 'Send WEEK, centre' },
      ],
    ]);
    const log = await rounds.side.range({ from: 'reminderlog:', to: 'reminderlog:\ufff0', limit: 10 });
    expect(log.map(({ form, reminders: count }) => [form, count])).to.deep.equal([
      ['MUTE', 0],
      ['WEEK', 1],
    ]);
    expect(log.map(({ reminder }) => (reminder as { form: string }).form)).to.deep.equal(['MUTE', 'WEEK']);
    expect(log[1]!.reminder).to.include.keys('cron');
  });

  it('push a report to another system until it is taken, once', async function () {
    this.timeout(120_000);
    const id = await rounds.report('referral', { patient_id: '10025' });
    await rounds.settled();
    const task = () => rounds.side.get<OutboundTask>(outboundId(id));
    const refused = await until('the push is refused', async () => (await task())?.failures?.clinic);
    expect(refused.reason).to.equal(
      'there is no credential clinic.example; store it with PUT /api/v1/credentials/clinic.example',
    );
    expect(heard).to.deep.equal([]);

    const couch = couchServer(rounds.couchUrl);
    await openVault(rounds.store(rounds.databases.vault), () => vaultKey(couch), Date.now).write(
      'clinic.example',
      'pa:ss',
    );
    await run('outbound');
    expect((await task())!.failures!.clinic!.reason).to.equal('it answered 500');
    expect((await task())!.failures!.clinic!.attempts).to.be.greaterThan(1);
    status = 201;
    await run('outbound');
    expect(await task()).to.equal(null);
    const pushes = heard.length;
    expect(heard.at(-1)).to.deep.equal({
      login: `Basic ${Buffer.from('rounds:pa:ss').toString('base64')}`,
      body: { id, patient: { name: 'Grace' }, village: 'centre' },
    });
    const info = await rounds.side.get<InfoDoc>(infoId(id));
    expect(
      (info!.completed_tasks as { type: string; name: string }[]).map(({ type, name }) => [type, name]),
    ).to.deep.equal([['outbound', 'clinic']]);

    await rounds.main.write([{ ...(await rounds.main.get(id))!, note: 'edited' }]);
    await rounds.settled();
    await run('outbound');
    expect(heard.length).to.equal(pushes);

    const again = { _id: outboundId(id), type: 'task:outbound', doc_id: id, queue: ['clinic'], created: Date.now() };
    await rounds.side.write([again as OutboundTask]);
    await run('outbound');
    expect([heard.length, await task()]).to.deep.equal([pushes + 1, null]);
    const { completed_tasks: all } = (await rounds.side.get<InfoDoc>(infoId(id)))!;
    expect((all as { name: string }[]).map(({ name }) => name)).to.deep.equal(['clinic', 'clinic']);
  });

  it('purge for each set of roles what devices need not keep, and bring back what they may keep after all', async function () {
    this.timeout(120_000);
    const users = [
      { username: rounds.userName('chw1'), roles: ['chw'], place: 'centre', contact: 'Mary' },
      { username: rounds.userName('nurse1'), roles: ['chw', 'nurse'], place: 'centre', contact: 'Mary' },
    ];
    await rounds.store('_users').write(
      users.map(({ username, roles }) => ({
        _id: userId(username),
        type: 'user',
        name: username,
        roles,
        password: 'x',
      })),
    );
    await rounds.main.write([
      registration('ancient', [], { reported_date: Date.now() - 90 * day }),
      registration('recent', []),
      { _id: 'sms', type: 'data_record', reported_date: 1, contact: mary, sms_message: { message: 'hello' } },
      { _id: 'stray', type: 'data_record', reported_date: 1, sms_message: { message: 'who am I' } },
      { _id: 'task~chw~1', type: 'task', user: 'chw', state: 'Completed', emission: { endDate: '2020-01-01' } },
      { _id: 'target~2020-01~Mary~chw', type: 'target', owner: 'Mary' },
    ]);
    await rounds.settled();
    expect(await run('purging')).to.match(/6 contacts, \d+ sets of roles: \d+ purged, 0 brought back/);
    const purged = async (...roles: string[]) =>
      (await rounds.store(purgeDatabase(rounds.databases.main, roles)).range({ ...purgedRange, limit: 100 })).map(
        ({ _id }) => unpurgedId(_id),
      );
    expect(await purged('chw')).to.deep.equal(['ancient', 'sms', 'stray', 'target~2020-01~Mary~chw', 'task~chw~1']);
    expect(await purged('chw', 'nurse')).to.deep.equal(['target~2020-01~Mary~chw', 'task~chw~1']);
    const info = () =>
      rounds
        .store(purgeDatabase(rounds.databases.main, ['chw']))
        .getLocal<{ roles: string[]; changed: number }>('info');
    const first = (await info())!;
    expect(first.roles).to.deep.equal(['chw']);
    // On a CouchDB that others use, the roles of their users are sets too, which come and go meanwhile.
    const all = (purged: number, back: number): RegExp =>
      rounds.couch ? new RegExp(`: ${purged} purged, ${back} brought back`) : /brought back/;
    expect(await run('purging')).to.match(all(0, 0));
    expect(await info()).to.deep.equal(first);

    await rounds.main.write([{ ...(await rounds.main.get('ancient'))!, reported_date: Date.now() }]);
    expect(await run('purging')).to.match(all(0, 1));
    expect((await info())!.changed).to.be.greaterThan(first.changed);
    expect(await rounds.store(purgeDatabase(rounds.databases.main, ['chw'])).get(purgedId('ancient'))).to.equal(null);
    const logs = await rounds.side.range({ from: 'purgelog:', to: 'purgelog:\ufff0', limit: 10 });
    expect(logs).to.have.length(3);
    expect(logs[0]!.purged).to.be.at.least(7);
    expect(logs[2]!.unpurged).to.be.at.least(1);
    if (rounds.couch)
      expect(logs.slice(1).map(({ purged: more, unpurged }) => [more, unpurged])).to.deep.equal([
        [0, 0],
        [0, 1],
      ]);
  });

  it("collect telemetry and feedback from users' databases, and clean up there after deleted reports", async function () {
    this.timeout(120_000);
    const name = userMetaDatabase(rounds.databases.main, 'mary');
    await couchServer(rounds.couchUrl).createDatabase(name);
    const meta = rounds.store(name);
    const id = await rounds.report('pregnancy', { patient_id: '10025' });
    await meta.write([
      { _id: 'telemetry-2026-01-mary', type: 'telemetry', metrics: { boot: 3 } },
      { _id: 'feedback-1', type: 'feedback', info: { message: 'slow' } },
      { _id: `read:report:${id}` },
      { _id: 'read:report:other' },
    ]);
    expect(await run('replications')).to.match(/replications: 2 done/);
    expect(await run('replications')).to.match(/replications: 0 done/);
    const collected = await rounds.store(rounds.databases.usersMeta).getMany(['telemetry-2026-01-mary', 'feedback-1']);
    expect(collected.map(doc => doc?.metrics ?? doc?.info)).to.deep.equal([{ boot: 3 }, { message: 'slow' }]);

    await rounds.settled();
    await rounds.main.write([{ _id: id, _rev: (await rounds.main.get(id))!._rev!, _deleted: true }]);
    await run('background_cleanup');
    expect(await rounds.side.get(infoId(id))).to.equal(null);
    expect((await meta.range({ from: '', to: '\ufff0', limit: 10 })).map(({ _id }) => _id)).to.deep.equal([
      'read:report:other',
    ]);
  });

  it('say in monitoring how they did, what went wrong only to administrators', async function () {
    this.timeout(120_000);
    const error = 'the database of Grace is broken';
    await until('it is written past what the sentinel writes', async () => {
      const doc = (await rounds.side.get<JobsState>(jobsStateId))!;
      const failed = { ...doc.jobs.due_tasks!, error, failures: 1 };
      return (await rounds.side.write([{ ...doc, jobs: { ...doc.jobs, archiving: failed } } as JobsState]))[0]?.ok;
    });
    const jobs = async (answer: Promise<Response>) =>
      ((await (await answer).json()) as { jobs: Record<string, object> }).jobs;
    const known = await jobs(rounds.fetch('/api/v2/monitoring'));
    expect(known.purging).to.include({ running: false, error: null, failures: 0 });
    const { count } = known.purging as { count: number };
    expect(count).to.be.at.least(1);
    if (rounds.couch) expect(count).to.equal(1);
    expect(known.archiving).to.include({ error });
    expect((await jobs(fetch(`${rounds.apiUrl}/api/v2/monitoring`))).archiving).to.include({ error: true, note: null });
    const metrics = await (await fetch(`${rounds.apiUrl}/metrics`)).text();
    expect(metrics).to.include(`rounds_job_done{job="purging"} ${count}\n`);
    expect(metrics).to.match(/rounds_job_failed\{job="archiving"\} 1\b/);
  });

  it('refuse settings whose times cannot be read', async () => {
    const answer = await rounds.fetch('/api/v1/settings', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purge: { fn: '() => []', text_expression: 'at 9:00 am on Munday' } }),
    });
    expect(answer.status).to.equal(400);
    const { details } = (await answer.json()) as { details: { path: string }[] };
    expect(details.map(({ path }) => path)).to.deep.equal(['purge.text_expression']);
  });

  it('are listed with their last and their next run', async function () {
    this.timeout(120_000);
    const { out, code } = await command();
    expect(code).to.equal(0);
    const lines = out.split('\n').map(line => line.split(/ {3,}/));
    expect(lines[0]).to.deep.equal(['job', 'last run (UTC)', 'took', 'done', 'next run (UTC)']);
    const of = (name: string) => lines.find(([job]) => job === name)!;
    expect(of('purging')[4]).to.match(/^\d{4}-\d\d-\d\d 02:00$/);
    expect(of('due_tasks')[1]).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  });

  it('name what may be run to whoever asks for another', async function () {
    this.timeout(120_000);
    const { out, code } = await command('daily');
    expect([code, out]).to.deep.equal([
      1,
      `There is no job daily. There are ${allJobs.map(({ name }) => name).join(', ')}\n`,
    ]);
    const misspelt = await command('--nwo');
    expect([misspelt.code, misspelt.out.split('\n').slice(0, 2)]).to.deep.equal([1, ['There is no option --nwo', '']]);
  });

  it('run by hand where no sentinel runs', async function () {
    this.timeout(120_000);
    await rounds.sentinel.stop();
    await rounds.main.write([registration('alone', [hour])]);
    // A message that came back when its person was unmuted is due again, where it is of today.
    const due = await rounds.main.query('medic/messages_by_state', {
      startKey: ['scheduled'],
      endKey: ['scheduled', Date.now()],
      limit: 10,
    });
    const { out, code } = await command('due_tasks');
    expect(code, out).to.equal(0);
    expect(out.split('\n').at(0)).to.equal(
      `Running due_tasks on ${rounds.databases.main} of ${shown(rounds.couchUrl)}`,
    );
    expect(due.map(({ id }) => id)).to.include('alone');
    expect(out).to.match(new RegExp(`\\ndue_tasks: ${due.length} done in [\\d.]+ s\\n$`));
    expect((await tasksOf('alone'))[0]!.state).to.equal('pending');
    expect(await rounds.side.range({ from: 'job:', to: 'job:\ufff0', limit: 10 })).to.deep.equal([]);
    await rounds.sentinel.start();
    await rounds.settled();
    expect((await state('due_tasks'))?.succeeded).to.be.a('string');
  });
});

describe('A timed job run by hand in a programme that has no settings yet', () => {
  let empty: World;
  before(async function () {
    this.timeout(120_000);
    empty = await world({ api: false, sentinel: false, programme: false });
  });
  after(() => empty?.close());

  it('says so, and leaves no wish and no lease behind', async function () {
    this.timeout(120_000);
    const { couchUrl, databases } = empty;
    const thrown = await runByHand(
      'due_tasks',
      { couchUrl, databases, log, ...thisHolder(), progress: () => {} },
      AbortSignal.timeout(50_000),
    ).catch((error: unknown) => error);
    expect(thrown).to.include({ code: 'doc/missing', message: 'There are no settings yet' });
    const side = empty.store(databases.sentinel);
    expect(await side.range({ from: 'job:', to: 'job:\ufff0', limit: 10 })).to.deep.equal([]);
    expect((await side.get<Lease>(leaseId))?.holder).to.equal('');
  });
});
