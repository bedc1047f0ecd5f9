import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { dueTasks } from '@rounds/sentinel/schedule/release.ts';
import { expect } from 'chai';
import {
  mutingSettings,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';
import { jobContext } from '../jobs/job-context.ts';

const task = (due: number, more: Partial<ScheduledTask> = {}): ScheduledTask => ({
  due: new Date(due).toISOString(),
  type: 'visits',
  state: 'scheduled',
  messages: [{ uuid: '', to: '', message: 'Come' }],
  recipient: 'reporting_unit',
  ...more,
});
const registration = (_id: string, tasks: ScheduledTask[]): Report => ({
  _id,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  contact: { _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } },
  reported_date: wednesday - 86_400_000,
  fields: { patient_id: 'ann of north' },
  // Each has a text of its own, unless a test gives it one.
  scheduled_tasks: tasks.map((one, at) =>
    one.messages?.[0]?.message === 'Come'
      ? { ...one, messages: [{ ...one.messages[0], message: `Come, ${_id} ${at}` }] }
      : one,
  ),
});

describe('The job of due messages', () => {
  let world: SentinelInMemory;
  afterEach(() => world.close());
  const start = async (settings: object = mutingSettings) => {
    world = await sentinelInMemory({ settings, docs: village() });
  };
  const run = (more: Partial<JobContext> = {}, signal = new AbortController().signal) =>
    dueTasks.run(jobContext(world, more), signal);
  const states = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const doc of await world.main.range<Report>({ from: '', to: '\ufff0', limit: 10_000 }))
      for (const { state } of doc.scheduled_tasks ?? []) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };

  it('releases all that is due, page after page, past those that stay', async function () {
    this.timeout(120_000);
    await start();
    const hour = 3_600_000;
    const silent = { messages: [], message_key: 'unheard' };
    // Pages that stay as they are, of one moment and of several, before and after others that go.
    await world.put(
      ...Array.from({ length: 130 }, (_, at) =>
        registration(`r${at}`, [
          ...Array.from({ length: 10 }, () => task(wednesday - 4 * hour, silent)),
          task(wednesday - 3 * hour),
          ...Array.from({ length: 9 }, (_, index) => task(wednesday - 2 * hour - index, silent)),
          task(wednesday - hour),
          task(wednesday + hour),
        ]),
      ),
    );
    const outcome = await run();
    expect(outcome).to.deep.equal({ done: 260, note: '2470 wait' });
    expect(await states()).to.deep.equal({ pending: 260, scheduled: 2600 });
    expect(await run()).to.deep.equal({ done: 0, note: '2470 wait' });
  });

  it('comes past messages that are no scheduled ones, though they are said to be', async function () {
    this.timeout(120_000);
    await start();
    const sent = task(wednesday - 9000, { state: 'sent' });
    const odd = { ...registration('', [sent]), tasks: [task(wednesday - 8000)] };
    await world.put(
      ...Array.from({ length: 1050 }, (_, at) => ({ ...odd, _id: `odd${at}` })),
      registration('r', [task(wednesday - 1)]),
    );
    expect(await run()).to.deep.equal({ done: 1, note: '1050 wait' });
  });

  it('asks the database a handful of times for a page of messages', async function () {
    this.timeout(120_000);
    await start();
    await world.put(...Array.from({ length: 200 }, (_, at) => registration(`r${at}`, [task(wednesday - 1000 - at)])));
    await world.settle();
    let requests = 0;
    world.disturb(store => counted(store, () => requests++));
    world.restart();
    const outcome = await run({ main: counted(world.main, () => requests++) });
    expect(outcome).to.deep.equal({ done: 200 });
    expect(requests).to.be.at.most(12);
  });

  it('does nothing outside the hours of sending, and says until when', async () => {
    await start({ ...mutingSettings, schedule_morning_hours: 11, schedule_evening_hours: 17 });
    await world.put(registration('r', [task(wednesday - 1000)]));
    expect(await run()).to.deep.equal({ done: 0, note: 'nothing is sent before 2026-01-14T11:00:00.000Z' });
    expect(await states()).to.deep.equal({ scheduled: 1 });
    world.clock.now += 3_600_000;
    expect(await run()).to.deep.equal({ done: 1 });
  });

  it('tells what became of those that were not released', async () => {
    await start();
    const old = wednesday - 30 * 86_400_000;
    await world.put(
      registration('r', [
        task(wednesday - 1),
        task(old),
        task(old),
        task(wednesday - 1, { message_key: 'unheard', messages: [] }),
      ]),
    );
    expect(await run()).to.deep.equal({ done: 3, note: '2 skipped, 1 wait' });
  });

  it('releases the same text to one number five times in a row, says of the others that they are duplicates, and counts them', async () => {
    await start();
    const same = (at: number) =>
      task(wednesday - 1000 + at, { messages: [{ uuid: `made long ago ${at}`, to: '', message: 'Come today' }] });
    await world.put(
      registration('r', [0, 1, 2, 3].map(same)),
      registration('s', [4, 5, 6].map(same)),
      registration('t', [task(wednesday - 1)]),
    );
    expect(await run()).to.deep.equal({ done: 8, note: '2 duplicate' });
    const tasks = [...(await world.report('r')).scheduled_tasks!, ...(await world.report('s')).scheduled_tasks!];
    expect(tasks.map(({ state }) => state)).to.deep.equal([
      ...Array.from({ length: 5 }, () => 'pending'),
      'duplicate',
      'duplicate',
    ]);
    expect(tasks[6]!.state_details).to.deep.equal({ reason: 'said too often' });
    expect(await states()).to.deep.equal({ pending: 6, duplicate: 2 });

    world.clock.now += 60_000;
    world.restart();
    await world.put(registration('u', [same(7)]));
    expect(await run()).to.deep.equal({ done: 1, note: '1 duplicate' });
    world.clock.now += 30 * 60_000;
    await world.put(registration('v', [same(8)]));
    expect(await run()).to.deep.equal({ done: 1 });
  });

  it('releases and silences the same ones when it was broken off after it had judged them', async () => {
    await start();
    const same = () => task(wednesday - 1, { messages: [{ uuid: '', to: '', message: 'Come today' }] });
    await world.put(registration('r', Array.from({ length: 7 }, same)));
    world.disturb(store => ({
      ...store,
      write: (docs, options) =>
        docs.some(({ _id }) => _id === 'r')
          ? Promise.reject(new AppError('store/unreachable', 'killed'))
          : store.write(docs, options),
    }));
    world.restart();
    expect(await run().catch((error: Error) => error.message)).to.equal('killed');
    expect(await states()).to.deep.equal({ scheduled: 7 });
    world.disturb(store => store);
    world.restart();
    expect(await run()).to.deep.equal({ done: 7, note: '2 duplicate' });
  });

  it('ends between two pages when the sentinel ends', async () => {
    await start();
    await world.put(registration('r', [task(wednesday - 1)]));
    expect(await run({}, AbortSignal.abort())).to.deep.equal({ done: 0 });
    expect(await states()).to.deep.equal({ scheduled: 1 });
  });

  it('releases nothing twice when somebody else writes the report meanwhile', async () => {
    await start();
    await world.put(registration('r', [task(wednesday - 1)]));
    let meddled = false;
    world.disturb(store => ({
      ...store,
      write: async (docs, options) => {
        if (!meddled && docs.some(({ _id }) => _id === 'r')) {
          meddled = true;
          await world.put({ ...(await world.report('r')), note: 'edited meanwhile' });
        }
        return store.write(docs, options);
      },
    }));
    world.restart();
    expect(await run()).to.deep.equal({ done: 1 });
    const report = await world.report('r');
    expect([meddled, report.note, report.scheduled_tasks![0]!.state_history]).to.deep.equal([
      true,
      'edited meanwhile',
      [{ state: 'pending', timestamp: '2026-01-14T10:00:00.000Z' }],
    ]);
  });
});

/** A store that counts what is asked of it. */
const counted = (store: Store, count: () => void): Store =>
  new Proxy(store, {
    get: (target, name) => {
      const found = Reflect.get(target, name);
      return typeof found === 'function'
        ? (...args: unknown[]) => {
            count();
            return found.apply(target, args);
          }
        : found;
    },
  });
