import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type JobRequest, jobRequestId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { expect } from 'chai';
import { type Village, village } from '../scenario/sentinel/village.ts';
import { until } from '../world.ts';
import { seeded, wait } from './district.ts';

/** Registrations with one message each that is long due. */
const count = 300;
const rounds = 6;

const registration = (_id: string): Report => ({
  _id,
  type: 'data_record',
  form: 'imported',
  content_type: 'xml',
  contact: { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } },
  reported_date: Date.now() - 86_400_000,
  fields: { patient_id: '10025', number: _id },
  scheduled_tasks: [
    {
      due: new Date(Date.now() - 3_600_000).toISOString(),
      type: 'visits',
      group: 1,
      message_key: 'messages.visit',
      state: 'scheduled',
    },
  ],
});

describe('A sentinel killed while it releases 300 due messages', () => {
  let world: Village;
  before(async function () {
    this.timeout(120_000);
    world = await village({
      settings: settings => ({ ...settings, schedule_morning_hours: 0, schedule_evening_hours: 0 }),
    });
    await world.main.write([
      {
        _id: 'messages-xx',
        type: 'translations',
        code: 'en',
        generic: {},
        custom: { 'messages.visit': 'Visit {{patient_name}}, {{number}}' },
      },
    ]);
    await world.settled();
  });
  after(() => world?.close());

  const newest = (ids: readonly string[]) => world.main.getMany<Report>(ids);
  const pending = (docs: readonly (Report | null)[]) =>
    docs.filter(doc => doc?.scheduled_tasks?.[0]?.state === 'pending').length;
  /** Asks the sentinel to run the job; one that is not there now does so as soon as it leads. */
  const ask = async (wish: string): Promise<void> => {
    const _id = jobRequestId('due_tasks');
    const before = await world.side.get(_id);
    const request: JobRequest = {
      _id,
      type: 'job-request',
      job: 'due_tasks',
      wish,
      requested: new Date().toISOString(),
      state: 'wanted',
    };
    await world.side.write([{ ...request, ...(before?._rev ? { _rev: before._rev } : {}) }]);
  };
  const released = (ids: readonly string[]) =>
    until('all messages are released', async () => pending(await newest(ids)) === ids.length, 120_000);

  it('has released each of them once when it runs again, wherever it was killed', async function () {
    this.timeout(900_000);
    const random = seeded(7);
    const cuts: number[] = [];
    let undisturbed = 0;
    for (let round = 0; round < rounds; round++) {
      const ids = Array.from({ length: count }, (_, at) => `r${round}-${at}`);
      await world.main.write(ids.map(registration));
      await world.settled();
      await ask(`round ${round}`);
      const begun = performance.now();
      if (round > 0) {
        await wait(random() * undisturbed);
        await world.sentinel.kill();
        cuts.push(pending(await newest(ids)));
        await world.sentinel.start();
      }
      await released(ids);
      if (round === 0) undisturbed = performance.now() - begun;
      const docs = await newest(ids);
      const uuids = docs.map(doc => doc!.scheduled_tasks![0]!.messages![0]!.uuid);
      expect(new Set(uuids).size).to.equal(count);
      for (const doc of docs) {
        const [task] = doc!.scheduled_tasks!;
        expect(task!.messages).to.have.length(1);
        expect(task!.messages![0]).to.include({ to: '+254700000001', message: `Visit Grace, ${doc!._id}` });
        expect(task!.state_history!.map(({ state }) => state)).to.deep.equal(['pending']);
        // Two writes: it was stored, and its message was released.
        expect(doc!._rev).to.match(/^2-/);
      }
    }
    expect(cuts).to.have.length(rounds - 1);
  });
});
