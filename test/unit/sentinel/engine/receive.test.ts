import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { shortCodeId } from '@rounds/ddocs/documents/short-codes.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import { type SentinelInMemory, sentinelInMemory, village, wednesday } from './sentinel-in-memory.ts';

const text = (content: string) => [{ locale: 'en', content }];
const settings = {
  default_timezone: 'UTC',
  default_country_code: '254',
  transitions: {
    update_clinics: true,
    registration: true,
    accept_patient_reports: true,
    conditional_alerts: true,
    muting: true,
    mark_for_outbound: true,
  },
  forms: Object.fromEntries(['BIRTH', 'VISIT', 'MUTE'].map(form => [form, { meta: { code: form }, fields: {} }])),
  registrations: [
    {
      form: 'BIRTH',
      events: [
        { name: 'on_create', trigger: 'add_patient', bool_expr: 'doc.patient_name.length > 1' },
        { name: 'on_create', trigger: 'assign_schedule', params: 'visits' },
      ],
      validations: {
        list: [{ property: 'patient_name', rule: "uniqueWithin('patient_name', '1 week')", message: text('Twice') }],
      },
      messages: [{ event_type: 'report_accepted', message: text('Thanks for {{patient_name}}') }],
    },
  ],
  schedules: [{ name: 'visits', messages: [{ group: 1, offset: '1 week', message: text('Visit {{patient_name}}') }] }],
  patient_reports: [
    {
      form: 'VISIT',
      silence_type: 'visits',
      messages: [{ event_type: 'report_accepted', message: text('Seen {{patient_name}}') }],
    },
  ],
  muting: { mute_forms: ['MUTE'], messages: [{ event_type: 'mute', message: text('Muted') }] },
  outbound: {
    register: {
      destination: { base_url: 'https://register.example.org' },
      mapping: { id: 'doc._id' },
      relevant_to: 'doc.form == "BIRTH"',
    },
  },
};

const phone = '+254700000001';
const sms = (id: string, form: string, fields: Record<string, unknown>, more: Partial<Report> = {}): Report => ({
  _id: id,
  type: 'data_record',
  form,
  fields,
  from: phone,
  reported_date: wednesday,
  sms_message: { from: phone, message: form, gateway_ref: id },
  ...more,
});

describe('An incoming report', () => {
  let sandbox: Sandbox;
  let sentinel: SentinelInMemory;
  before(async () => {
    sandbox = await openSandbox();
  });
  after(() => sandbox.close());
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ settings, docs: village(), sandbox });
  });
  afterEach(() => sentinel.close());

  const said = (report: Report | undefined): string[] =>
    (report?.tasks ?? []).flatMap(({ messages = [] }) => messages.map(({ to, message }) => `${to}: ${message}`));
  const all = async (store: Store): Promise<Doc[]> => store.range({ from: '', to: '\ufff0', limit: 1000 });
  /** Revisions of everything in both databases. */
  const revisions = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      (await Promise.all([sentinel.main, sentinel.side].map(all))).flat().map(({ _id, _rev }) => [_id, _rev]),
    );

  it('is stored with its sender, its patient, its schedule and its answer', async () => {
    const [birth] = await sentinel.engine.receive([sms('birth', 'BIRTH', { patient_name: 'Zawadi' })]);
    expect(birth?.contact?._id).to.equal('chw');
    expect(birth?.patient_id).to.match(/^\d{5}$/);
    expect(said(birth)).to.deep.equal([`${phone}: Thanks for Zawadi`]);
    expect(birth?.scheduled_tasks).to.have.length(1);
    expect(await sentinel.report('birth')).to.deep.equal(birth);
    const people = (await all(sentinel.main)).filter(
      ({ patient_id }) => patient_id === birth?.patient_id && patient_id !== undefined,
    );
    expect(people.map(({ type, name }) => [type, name])).to.deep.include(['person', 'Zawadi']);
    expect(await sentinel.side.get(shortCodeId(String(birth?.patient_id)))).to.include({ type: 'short-code' });
  });

  it('is not settled a second time by the sentinel, which does only what is left to it', async () => {
    await sentinel.settle();
    await sentinel.engine.receive([sms('birth', 'BIRTH', { patient_name: 'Zawadi' })]);
    const before = await sentinel.report('birth');
    sentinel.restart();
    await sentinel.settle();
    expect(await sentinel.report('birth')).to.deep.equal(before);
    const transitions = (await sentinel.info('birth'))?.transitions ?? {};
    expect(Object.keys(transitions)).to.include.members(['update_clinics', 'registration']);
    expect(Object.values(transitions).every(({ ok }) => ok)).to.equal(true);
  });

  it('that mutes is answered by the sentinel, for a cascade is its alone', async () => {
    const [mute] = await sentinel.engine.receive([sms('mute', 'MUTE', { place_id: '10000' })]);
    expect([said(mute), await sentinel.muted()]).to.deep.equal([[], []]);
    await sentinel.settle();
    expect(said(await sentinel.report('mute'))).to.deep.equal([`${phone}: Muted`]);
    expect(await sentinel.muted()).to.deep.equal(['ann of north', 'ben of north', 'north']);
  });

  it('without a contact is muted in the sentinel all the same, once its sender is found', async () => {
    await sentinel.put(sms('mute', 'MUTE', { place_id: '10000' }));
    await sentinel.settle();
    expect(said(await sentinel.report('mute'))).to.deep.equal([`${phone}: Muted`]);
    expect(await sentinel.muted()).to.have.length(3);
  });

  it('that comes a second time changes nothing', async () => {
    const birth = sms('birth', 'BIRTH', { patient_name: 'Zawadi' });
    const [first] = await sentinel.engine.receive([birth]);
    const before = await revisions();
    expect(await sentinel.engine.receive([{ ...birth, fields: { patient_name: 'Otherwise' } }, birth])).to.deep.equal([
      first,
      first,
    ]);
    expect(await revisions()).to.deep.equal(before);
  });

  it('finds whom a report before it in the same batch registers', async () => {
    const [birth] = await sentinel.engine.receive([sms('birth', 'BIRTH', { patient_name: 'Zawadi' })]);
    await sentinel.close();
    // Codes follow from the cause, so the same message has the same one in another world.
    sentinel = await sentinelInMemory({ settings, docs: village(), sandbox });
    const [, visit] = await sentinel.engine.receive([
      sms('birth', 'BIRTH', { patient_name: 'Zawadi' }),
      sms('visit', 'VISIT', { patient_id: birth?.patient_id }),
    ]);
    expect(said(visit)).to.deep.equal([`${phone}: Seen Zawadi`]);
    expect(visit?.registration_id).to.equal('birth');
    expect((await sentinel.report('birth')).scheduled_tasks?.map(({ state }) => state)).to.deep.equal(['cleared']);
  });

  it('is refused when the one before it in the same batch says the same, and not the other way round', async () => {
    const twins = ['a', 'b'].map(id => sms(id, 'BIRTH', { patient_name: 'Zawadi' }));
    const [first, second] = await sentinel.engine.receive(twins);
    expect([said(first), said(second)]).to.deep.equal([[`${phone}: Thanks for Zawadi`], [`${phone}: Twice`]]);
    const [third] = await sentinel.engine.receive([
      sms('c', 'BIRTH', { patient_name: ' zawadi' }, { reported_date: wednesday + 1 }),
    ]);
    expect(third?.errors?.map(({ code }) => code)).to.deep.equal(['invalid_patient_name']);
    const late = wednesday + 8 * 86_400_000;
    const [fourth] = await sentinel.engine.receive([
      sms('d', 'BIRTH', { patient_name: 'Zawadi' }, { reported_date: late }),
    ]);
    expect(fourth?.errors ?? []).to.deep.equal([]);
  });

  it('is stored as it is when its rules fail, and settled by the sentinel', async () => {
    const broken = sms('broken', 'BIRTH', { patient_name: 'Zawadi' });
    sentinel.disturb(store => ({
      ...store,
      query: async (view, options) => {
        if (view === 'medic-client/contacts_by_phone') throw new Error('no index');
        return store.query(view, options);
      },
    }));
    sentinel.restart();
    const [stored] = await sentinel.engine.receive([broken]);
    const { _rev, ...rest } = stored!;
    expect(rest).to.deep.equal(broken);
    sentinel.disturb(store => store);
    sentinel.restart();
    await sentinel.settle();
    expect(said(await sentinel.report('broken'))).to.deep.equal([`${phone}: Thanks for Zawadi`]);
  });

  it('that a crash kept from being stored is settled whole by the next delivery, whichever write failed', async () => {
    const birth = sms('birth', 'BIRTH', { patient_name: 'Zawadi' });
    const plain = (docs: readonly Doc[]) =>
      docs.map(
        doc => JSON.parse(JSON.stringify(doc, (key, value) => (['_rev'].includes(key) ? undefined : value))) as Doc,
      );
    await sentinel.engine.receive([birth]);
    const wanted = [plain(await all(sentinel.main)), plain(await all(sentinel.side))];
    for (let fatal = 1; fatal <= 5; fatal++) {
      await sentinel.close();
      sentinel = await sentinelInMemory({ settings, docs: village(), sandbox });
      let writes = 0;
      sentinel.disturb(store => ({
        ...store,
        write: async (docs, options) => {
          if (++writes < fatal) return store.write(docs, options);
          if (writes === fatal) await store.write(docs.slice(0, Math.ceil(docs.length / 2)), options);
          throw new Error('killed');
        },
      }));
      sentinel.restart();
      await sentinel.engine.receive([birth]).catch(() => undefined);
      expect(writes, 'a write that fails').to.be.greaterThanOrEqual(fatal);
      sentinel.disturb(store => store);
      sentinel.restart();
      await sentinel.engine.receive([birth]);
      expect(
        [plain(await all(sentinel.main)), plain(await all(sentinel.side))],
        `killed at write ${fatal}`,
      ).to.deep.equal(wanted);
    }
  });

  it('costs a handful of requests, however many come at once', async () => {
    let requests = 0;
    const counting = (store: Store): Store =>
      new Proxy(store, {
        get: (target, key) => {
          const value = target[key as keyof Store];
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            requests++;
            return (value as (...args: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    sentinel.disturb(counting);
    sentinel.restart();
    const births = Array.from({ length: 300 }, (_, n) => sms(`birth ${n}`, 'BIRTH', { patient_name: `Child ${n}` }));
    const stored = await sentinel.engine.receive(births);
    expect(stored.every(({ patient_id, tasks }) => patient_id && tasks?.length === 1)).to.equal(true);
    expect(requests).to.be.lessThan(30);
    expect(await sentinel.side.get(infoId('birth 299'))).to.not.equal(null);
  });
});
