import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type OutboundTask, outboundId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { expect } from 'chai';
import { okellos, type Village, village } from './village.ts';

const day = 86_400_000;
const supervisor = '+254700000009';
const names = [
  'registration',
  'accept_patient_reports',
  'accept_case_reports',
  'death_reporting',
  'conditional_alerts',
  'multi_report_alerts',
  'update_notifications',
  'update_scheduled_reports',
  'muting',
  'mark_for_outbound',
];

/** A programme that uses every transition of this file. */
const programme = (settings: Record<string, unknown>): Record<string, unknown> => ({
  ...settings,
  transitions: Object.fromEntries(names.map(name => [name, true])),
  forms: Object.fromEntries(
    ['PREG', 'V', 'CASE', 'STCK', 'FEVER', 'WEEK', 'DEATH', 'ALIVE', 'STOP', 'START'].map(form => [form, {}]),
  ),
  schedules: [
    {
      name: 'ANC',
      messages: [
        { group: 1, offset: '2 days' },
        { group: 1, offset: '20 days' },
        { group: 2, offset: '30 days' },
        { group: 2, offset: '35 days' },
      ].map(message => ({ ...message, message: 'Please visit {{patient_name}}', recipient: 'reporting_unit' })),
    },
  ],
  registrations: [{ form: 'PREG', events: [{ name: 'on_create', trigger: 'assign_schedule', params: 'ANC' }] }],
  patient_reports: [
    {
      form: 'V',
      silence_type: 'ANC',
      silence_for: '8 days',
      messages: [
        { event_type: 'report_accepted', message: 'Thank you for visiting {{patient_name}}' },
        { event_type: 'registration_not_found', message: 'Nobody has the number {{patient_id}}' },
      ],
    },
  ],
  accept_case_reports: [
    { form: 'CASE', silence_type: 'ANC', messages: [{ event_type: 'report_accepted', message: 'Case {{case_id}}' }] },
  ],
  alerts: [
    {
      form: 'STCK',
      condition: 'STCK(0).left < 3 && STCK(1).left >= 3',
      message: '{{left}} left',
      recipient: 'district',
    },
  ],
  multi_report_alerts: [
    {
      name: 'fever',
      is_report_counted: 'function (r, latest) { return r.contact.parent._id === latest.contact.parent._id; }',
      num_reports_threshold: 3,
      time_window_in_days: 7,
      forms: ['FEVER'],
      recipients: ['new_report.contact.parent.parent.contact.phone'],
      message:
        '{{num_counted_reports}} fevers, new: {{#new_reports}}{{fields.fever}} {{patient.name}} {{/new_reports}}',
    },
  ],
  death_reporting: { mark_deceased_forms: ['DEATH'], undo_deceased_forms: ['ALIVE'], date_field: 'fields.died' },
  muting: { mute_forms: ['DEATH'], unmute_forms: ['ALIVE'] },
  notifications: { off_form: 'STOP', on_form: 'START', messages: [{ event_type: 'on_mute', message: 'Stopped' }] },
  outbound: {
    registry: {
      relevant_to: "doc.form === 'PREG' && doc.patient.name === 'Peter'",
      destination: { base_url: 'https://registry.example' },
      mapping: { name: 'doc.patient.name' },
      cron: '0 0 1 1 *',
    },
  },
});

describe('The transitions of a programme', () => {
  let rounds: Village;
  before(async function () {
    this.timeout(120_000);
    const docs = [
      ...okellos.map(doc => (doc._id === 'district' ? { ...doc, contact: { _id: 'Dora' } } : doc)),
      { _id: 'Dora', type: 'person', name: 'Dora', reported_date: 1, phone: supervisor, parent: { _id: 'district' } },
    ];
    rounds = await village({ docs, settings: programme });
    await rounds.settled();
  });
  after(() => rounds?.close());

  const report = async (id: string): Promise<Report> => (await rounds.main.get<Report>(id))!;
  const person = async (id: string): Promise<Contact> => (await rounds.main.get<Contact>(id))!;
  /** Messages of a report as recipient and text, once everything is settled. */
  const told = async (id: string): Promise<string[]> => {
    await rounds.settled();
    return ((await report(id)).tasks ?? []).flatMap(({ messages = [] }) =>
      messages.map(({ to, message }) => `${to}: ${message.trim()}`),
    );
  };
  const write = async (doc: Report): Promise<void> => {
    const [result] = await rounds.main.write([doc]);
    expect(result?.ok, JSON.stringify(result)).to.equal(true);
    await rounds.settled();
  };

  it('let a visit by SMS clear the reminders that asked for it, and leave later groups', async function () {
    this.timeout(120_000);
    const pregnancy = await rounds.sms('PREG', { patient_id: '10025' });
    await rounds.settled();
    const visit = await rounds.sms('V', { patient_id: '10025' });
    expect(await told(visit)).to.deep.equal(['+254700000001: Thank you for visiting Grace']);
    expect(await rounds.states(pregnancy)).to.deep.equal(['cleared', 'cleared', 'scheduled', 'scheduled']);
    expect((await report(pregnancy)).scheduled_tasks?.map(({ cleared_by }) => cleared_by)).to.deep.equal([
      visit,
      visit,
      undefined,
      undefined,
    ]);
    expect((await report(visit)).registration_id).to.equal(pregnancy);

    const registered = await report(pregnancy);
    const [first, ...rest] = registered.scheduled_tasks!;
    const sent = { ...first!, state: 'sent' as const, due: new Date(Date.now() - day).toISOString() };
    await write({ ...registered, scheduled_tasks: [sent, ...rest] });
    const second = await rounds.sms('V', { patient_id: '10025' });
    await rounds.settled();
    expect((await report(pregnancy)).scheduled_tasks?.[0]?.responded_to_by).to.deep.equal([second]);
  });

  it('tell the sender when a report names nobody', async function () {
    this.timeout(120_000);
    const visit = await rounds.sms('V', { patient_id: '99999' });
    expect(await told(visit)).to.deep.equal(['+254700000001: Nobody has the number 99999']);
    expect((await report(visit)).errors?.map(({ code }) => code)).to.deep.equal(['registration_not_found']);
  });

  it('find a case by its number', async function () {
    this.timeout(120_000);
    const registered = await rounds.sms('PREG', { patient_id: '10038' }, { case_id: '5501' });
    await rounds.settled();
    const noted = await rounds.sms('CASE', { case_id: '5501' });
    expect(await told(noted)).to.deep.equal(['+254700000001: Case 5501']);
    expect(await report(noted)).to.deep.include({ registration_id: registered, patient_id: '10038' });
    expect(new Set(await rounds.states(registered))).to.deep.equal(new Set(['cleared']));
  });

  it('send an alert to the supervisor once, also when the report is edited', async function () {
    this.timeout(120_000);
    const before = await rounds.sms('STCK', { left: 9 }, { reported_date: Date.now() - day });
    expect(await told(before)).to.deep.equal([]);
    const low = await rounds.sms('STCK', { left: 2 });
    expect(await told(low)).to.deep.equal([`${supervisor}: 2 left`]);
    await write({ ...(await report(low)), verified: true });
    expect(await told(low)).to.deep.equal([`${supervisor}: 2 left`]);
    const lower = await rounds.sms('STCK', { left: 1 });
    expect(await told(lower), 'little was left before').to.deep.equal([]);
  });

  it('tell the supervisor of an outbreak, of each report once', async function () {
    this.timeout(120_000);
    const fevers: string[] = [];
    for (const [index, fever] of [39, 40, 41, 38].entries()) {
      fevers.push(
        await rounds.sms('FEVER', { fever, patient_id: '10025' }, { reported_date: Date.now() - (5 - index) * day }),
      );
      await rounds.settled();
    }
    const all = await Promise.all(fevers.map(told));
    expect(all).to.deep.equal([
      [],
      [],
      [`${supervisor}: 3 fevers, new: 39 Grace 40 Grace 41 Grace`],
      [`${supervisor}: 4 fevers, new: 38 Grace`],
    ]);
  });

  it('let a death stop the reminders and give its day, and both come back when it was none', async function () {
    this.timeout(120_000);
    const pregnancy = await rounds.sms('PREG', { patient_id: '10025' });
    await rounds.settled();
    await rounds.sms('DEATH', { patient_id: '10025', died: '2026-01-10' });
    await rounds.settled();
    expect((await person('Grace')).date_of_death).to.equal('2026-01-10');
    expect(new Set(await rounds.states(pregnancy))).to.deep.equal(new Set(['muted']));
    await rounds.sms('ALIVE', { patient_id: '10025' });
    await rounds.settled();
    expect(await person('Grace')).not.to.have.any.keys('date_of_death', 'muted');
    expect(new Set(await rounds.states(pregnancy))).to.deep.equal(new Set(['scheduled']));
  });

  it('mute by the old notifications, in their own words', async function () {
    this.timeout(120_000);
    const stop = await rounds.sms('STOP', { patient_id: '10038' });
    expect(await told(stop)).to.deep.equal(['+254700000001: Stopped']);
    expect(await rounds.muted()).to.deep.equal(['Peter']);
    const start = await rounds.sms('START', { patient_id: '10038' });
    expect(await rounds.muted()).to.deep.equal([]);
    expect(
      (await report(start)).errors?.map(({ code }) => code),
      'nobody gave them words for it',
    ).to.deep.equal(['on_unmute']);
  });

  it('keep of the reports for one week the last, whichever comes first', async function () {
    this.timeout(120_000);
    const week = (more: object = {}) => rounds.sms('WEEK', { year: 2026, week: 3, ...more });
    const [first, other] = [await week(), await week({ week: 4 })];
    await rounds.settled();
    const corrected = await week();
    await rounds.settled();
    const late = await rounds.sms('WEEK', { year: 2026, week: '03' }, { reported_date: Date.now() - day });
    await rounds.settled();
    const left = await rounds.main.getMany([first, other, corrected, late]);
    expect(left.map(doc => doc?._id)).to.deep.equal([undefined, other, corrected, undefined]);
  });

  it('mark for other systems what is relevant to them, and nothing else', async function () {
    this.timeout(120_000);
    const relevant = await rounds.sms('PREG', { patient_id: '10038' });
    const other = await rounds.sms('PREG', { patient_id: '10025' });
    await rounds.settled();
    const [wish, none] = await rounds.side.getMany<OutboundTask>([outboundId(relevant), outboundId(other)]);
    expect(wish).to.deep.include({ type: 'task:outbound', doc_id: relevant, queue: ['registry'] });
    expect(none).to.equal(null);
  });
});
