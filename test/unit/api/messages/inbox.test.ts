import { type Inbox, openInbox, reportIdOf } from '@rounds/api/messages/inbox.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import {
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../../sentinel/engine/sentinel-in-memory.ts';

const chw = '+254700000001';
const named = (name: string) => ({ fields: { [name]: { type: 'string', labels: { tiny: 'X' } } } });
const settings = {
  default_timezone: 'UTC',
  default_country_code: '254',
  transitions: { update_clinics: true, registration: true, muting: true, death_reporting: true },
  forms: {
    N: named('patient_name'),
    ...Object.fromEntries(['MUTE', 'UNMUTE', 'DEATH', 'ALIVE', 'P'].map(form => [form, named('patient_id')])),
  },
  registrations: [
    {
      form: 'N',
      events: [{ trigger: 'add_patient' }],
      validations: { list: [{ property: 'patient_name', rule: "unique('patient_name')", message: 'Twice' }] },
    },
    { form: 'P', events: [{ trigger: 'assign_schedule', params: 'visits' }] },
  ],
  schedules: [{ name: 'visits', messages: [{ group: 1, offset: '0 days', message: 'Go now' }] }],
  muting: { mute_forms: ['MUTE'], unmute_forms: ['UNMUTE'] },
  death_reporting: { mark_deceased_forms: ['DEATH'], undo_deceased_forms: ['ALIVE'] },
};

describe('The inbox', () => {
  let sandbox: Sandbox;
  let sentinel: SentinelInMemory;
  let inbox: Inbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  after(() => sandbox.close());
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ settings, docs: village(), sandbox });
    const { main, engine, programme, clock } = sentinel;
    inbox = openInbox({ main, engine, programme: () => programme, now: () => clock.now });
  });
  afterEach(() => sentinel.close());

  let sent = 0;
  /** Texts of one poll. @returns the reports that they became, in their order */
  const receive = async (...texts: string[]): Promise<Report[]> => {
    const messages = texts.map(content => ({ id: `gateway-${++sent}`, from: chw, content }));
    await inbox.receive(messages);
    return (await sentinel.main.getMany<Report>(messages.map(({ id }) => reportIdOf(id)))).map(report => report!);
  };

  it('gives each message of a poll a moment of its own, in their order, none later than now', async () => {
    const dates = (await receive(...Array.from({ length: 30 }, (_, at) => `hello ${at}`))).map(
      ({ reported_date }) => reported_date,
    );
    expect(dates).to.deep.equal(Array.from({ length: 30 }, (_, at) => wednesday - 29 + at));
    sentinel.clock.now += 10;
    const [first, second] = await receive('hello', 'again');
    expect([first!.reported_date, second!.reported_date]).to.deep.equal([wednesday + 9, wednesday + 10]);
  });

  it('goes by a clock that was set back an hour', async () => {
    await receive('hello');
    sentinel.clock.now -= 3_600_000;
    expect((await receive('again'))[0]!.reported_date).to.equal(wednesday - 3_600_000);
  });

  it('lets the last of two messages of one poll decide: a household that was muted and unmuted is not muted, a person dead and alive again is alive', async function () {
    this.timeout(120_000);
    for (let time = 0; time < 8; time++) {
      await receive('MUTE 20000', 'UNMUTE 20000', 'DEATH 30000', 'ALIVE 30000');
      await sentinel.settle();
      expect(await sentinel.muted()).to.deep.equal([]);
      expect(await sentinel.contact('ben of north')).not.to.have.property('date_of_death');
      sentinel.clock.now += 60_000;
    }
  });

  it('accepts the first of two messages alike, and not the second, in one poll and in two of one moment', async function () {
    this.timeout(120_000);
    const accepted = (reports: Report[]) => reports.map(({ errors }) => errors?.length === 0);
    for (let time = 0; time < 8; time++)
      expect(accepted(await receive(`N Ann${time}`, `N Ann${time}`))).to.deep.equal([true, false]);
    for (let time = 0; time < 8; time++)
      expect(accepted([...(await receive(`N Bee${time}`)), ...(await receive(`N Bee${time}`))])).to.deep.equal([
        true,
        false,
      ]);
  });

  it('schedules for a message that came in just now what is due at once', async () => {
    const reports = await receive('P 20000', 'hello', 'hello again');
    expect(reports[0]!.reported_date).to.be.below(wednesday);
    expect(reports[0]!.scheduled_tasks!.map(({ state }) => state)).to.deep.equal(['scheduled']);
  });
});
