import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import { contact, report, type SentinelInMemory, sentinelInMemory, village } from '../engine/sentinel-in-memory.ts';

const settings = {
  default_timezone: 'UTC',
  default_country_code: '254',
  transitions: {
    update_clinics: true,
    self_report: true,
    registration: true,
    generate_shortcode_on_contacts: true,
    update_sent_by: true,
  },
  forms: { N: { fields: { patient_name: { type: 'string' } } }, ME: {}, P: {} },
  self_report: [{ form: 'ME' }],
  registrations: [
    {
      form: 'N',
      events: [{ trigger: 'add_patient' }, { trigger: 'assign_schedule', params: 'visits' }],
      messages: [{ message: '{{patient_name}} {{patient_id}}', recipient: ['link:nurse', 'link:health_center'] }],
    },
    {
      form: 'ME',
      events: [{ trigger: 'clear_schedule', params: 'visits' }],
      messages: [{ message: 'You are {{patient_name}}' }],
    },
    { form: 'P', events: [{ trigger: 'assign_schedule', params: 'visits' }] },
  ],
  schedules: [{ name: 'visits', messages: [{ group: 1, offset: '1 week', translation_key: 'visit' }] }],
};

let made = 0;
const sms = (form: string, fields: object, more: object = {}): Report =>
  ({
    _id: `sms-${++made}`,
    type: 'data_record',
    form,
    fields,
    from: '+254700000001',
    reported_date: Date.parse('2026-01-14T10:00:00Z'),
    ...more,
  }) as Report;
const texts = ({ tasks = [] }: Report) =>
  tasks.map(({ messages }) => `${messages?.[0]?.to}: ${messages?.[0]?.message}`);

describe('The transitions of an SMS, one after the other', () => {
  let rounds: SentinelInMemory;
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  const open = async (change: (doc: Contact) => Contact = doc => doc) => {
    rounds = await sentinelInMemory({ settings, sandbox, docs: village().map(change) });
    await rounds.settle();
  };
  afterEach(() => rounds.close());

  it('find its sender, register a person, schedule her messages and name the sender, each by what the one before left', async () => {
    await open();
    const sent = sms('N', { patient_name: 'Mary' });
    await rounds.put(sent);
    await rounds.settle();
    const after = await rounds.report(sent._id);
    expect(after.contact).to.deep.equal({ _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } });
    expect(after.sent_by).to.equal('chw');
    expect(after.scheduled_tasks!.map(({ state }) => state)).to.deep.equal(['scheduled']);
    expect(texts(after)).to.deep.equal([`+254700000001: Mary ${after.patient_id}`]);
    const transitions = Object.keys((await rounds.info(sent._id))!.transitions!);
    expect(transitions).to.deep.equal(['update_clinics', 'registration', 'update_sent_by']);
  });

  it('reach who is linked to a place above the sender, a person or the primary contact of a place', async () => {
    for (const linked of ['ann of north', 'north']) {
      await open(doc => {
        if (doc._id === 'centre')
          return { ...doc, linked_docs: { nurse: linked === 'north' ? { _id: linked } : linked } };
        if (doc._id === 'ann of north') return { ...doc, phone: '+254700000077' };
        return doc._id === 'north' ? { ...doc, contact: { _id: 'ann of north' } } : doc;
      });
      const sent = sms('N', { patient_name: 'Mary' });
      await rounds.put(sent);
      await rounds.settle();
      expect(texts(await rounds.report(sent._id))[0], linked).to.match(/^\+254700000077: Mary/);
      if (linked !== 'north') await rounds.close();
    }
  });

  it('reach the primary contact of a place that holds him in itself, and speak of him', async () => {
    await open(doc => {
      const nurse = { name: 'Nurse', phone: 254700000088 } as unknown as Contact['contact'];
      return doc._id === 'centre' ? { ...doc, contact: nurse! } : doc;
    });
    const sent = sms('N', { patient_name: 'Mary' });
    await rounds.put(sent);
    await rounds.settle();
    expect(texts(await rounds.report(sent._id))[0]).to.match(/^254700000088: Mary/);
  });

  it('take the sender for the subject, and clear what he has scheduled, in the same batch as it was registered', async () => {
    await open();
    const [pregnancy, own] = [sms('P', { patient_id: 'chw' }), sms('ME', {})];
    await rounds.put(pregnancy, own);
    await rounds.settle();
    expect(texts(await rounds.report(own._id))).to.deep.equal(['+254700000001: You are chw']);
    const [task] = (await rounds.report(pregnancy._id)).scheduled_tasks!;
    expect([task!.state, task!.cleared_by]).to.deep.equal(['cleared', own._id]);
  });

  it('let a later message of the same batch name whom an earlier one registered', async () => {
    await open(doc => (doc._id === 'chw' ? { ...doc, patient_id: '40000' } : doc));
    const first = sms('N', { patient_name: 'Mary' });
    await rounds.put(first);
    await rounds.settle();
    const code = (await rounds.report(first._id)).patient_id!;
    const [again, about] = [sms('N', { patient_name: 'Jane' }), sms('P', { patient_id: code })];
    await rounds.put(again, about);
    await rounds.settle();
    expect((await rounds.report(about._id)).errors ?? []).to.deep.equal([]);
    expect((await rounds.report(again._id)).patient_id).not.to.equal(code);
  });

  it('give a code to whoever has none, once', async () => {
    await open();
    await rounds.put(
      contact('otieno', 'person', ['centre', 'district']),
      contact('kaya', 'clinic', ['centre', 'district']),
    );
    await rounds.settle();
    const [person, place] = [await rounds.contact('otieno'), await rounds.contact('kaya')];
    expect([person.patient_id, place.place_id].filter(code => !/^\d{5,}$/.test(String(code)))).to.deep.equal([]);
    rounds.restart('0');
    await rounds.settle();
    expect((await rounds.contact('otieno'))._rev).to.equal(person._rev);
  });

  it('make nobody twice when the sentinel begins anew at any moment', async () => {
    await open();
    const sent = sms('N', { patient_name: 'Mary' });
    await rounds.put(sent);
    let writes = 0;
    const breaking = (at: number) => (store: SentinelInMemory['main']) => ({
      ...store,
      write: async (docs: Parameters<typeof store.write>[0]) => {
        if (++writes === at) throw new Error('the database went away');
        return store.write(docs);
      },
    });
    for (let at = 1; at < 8; at++) {
      writes = 0;
      rounds.disturb(breaking(at));
      rounds.restart('0');
      await rounds.settle().catch(() => undefined);
    }
    rounds.disturb(store => store);
    rounds.restart('0');
    await rounds.settle();
    const all = await rounds.main.range<Contact>({ from: '', to: '\ufff0', limit: 1000 });
    expect(all.filter(({ name }) => name === 'Mary')).to.have.length(1);
    const after = await rounds.report(sent._id);
    expect([after.tasks!.length, after.scheduled_tasks!.length]).to.deep.equal([1, 1]);
  });

  it('tell of a mute those who report after it, and nobody whose report is touched after it', async () => {
    const muting = { mute_forms: ['mute'], messages: [{ event_type: 'accepted_but_muted', message: 'Still muted' }] };
    rounds = await sentinelInMemory({
      settings: { ...settings, transitions: { ...settings.transitions, muting: true }, muting },
      sandbox,
      docs: village(),
    });
    const early = sms('P', { patient_id: '20000' });
    await rounds.put(early);
    await rounds.settle();
    rounds.clock.now += 60_000;
    await rounds.put(report('mute', 'ann of north', { reported_date: rounds.clock.now }));
    await rounds.settle();
    rounds.clock.now += 60_000;
    const late = sms('P', { patient_id: '20000' }, { reported_date: rounds.clock.now });
    await rounds.put(late, { ...(await rounds.report(early._id)), verified: true });
    await rounds.settle();
    expect(texts(await rounds.report(early._id))).to.deep.equal([]);
    expect(texts(await rounds.report(late._id))).to.deep.equal(['+254700000001: Still muted']);
  });

  it('speak of the primary contacts of the places above the sender and the patient, and weigh them', async () => {
    rounds = await sentinelInMemory({
      settings: {
        ...settings,
        transitions: { ...settings.transitions, conditional_alerts: true },
        registrations: [
          { form: 'P', messages: [{ message: '{{contact.parent.contact.name}} for {{clinic.contact.name}}' }] },
        ],
        alerts: [
          {
            form: 'P',
            condition: "doc.patient.parent.contact.patient_id === '30000'",
            message: 'Of {{patient.parent.contact.name}}',
          },
        ],
      },
      sandbox,
      docs: village().map(doc => (doc._id === 'north' ? { ...doc, contact: { _id: 'ben of north' } } : doc)),
    });
    const sent = sms('P', { patient_id: '20000' });
    await rounds.put(sent);
    await rounds.settle();
    expect(texts(await rounds.report(sent._id))).to.deep.equal([
      '+254700000001: chw for ben of north',
      '+254700000001: Of ben of north',
    ]);
  });
});

describe('Conditions of every rule', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  const conditions: [bool_expr: string, holds: boolean][] = [
    ["doc.contact.name === 'chw' && doc.contact.phone === '+254700000001'", true],
    ["doc.contact.parent.name === 'centre' && doc.contact.parent.parent.name === 'district'", true],
    ["doc.contact.parent.contact.name === 'chw'", true],
    ["doc.patient.name === 'ann of north' && doc.patient.parent.place_id === '10000'", true],
    ["doc.patient.parent.parent.contact.phone === '+254700000001'", true],
    ["doc.place.name === 'south' && doc.place.parent.name === 'centre'", true],
    ["doc.patient.name === 'ben of north'", false],
  ];
  const about = { patient_id: 'ann of north', place_id: 'south' };
  const sections: [what: string, settings: (bool_expr: string) => object][] = [
    [
      'events of registrations',
      bool_expr => ({
        transitions: { registration: true, update_clinics: true },
        registrations: [
          {
            form: 'P',
            events: [{ trigger: 'add_case', bool_expr }],
            messages: [{ message: 'yes', bool_expr: 'doc.case_id' }],
          },
        ],
      }),
    ],
    [
      'messages of registrations',
      bool_expr => ({
        transitions: { registration: true, update_clinics: true },
        registrations: [{ form: 'P', events: [], messages: [{ message: 'yes', bool_expr }] }],
      }),
    ],
    [
      'patient reports',
      bool_expr => ({
        transitions: { accept_patient_reports: true, update_clinics: true },
        patient_reports: [{ form: 'P', messages: [{ message: 'yes', bool_expr }] }],
      }),
    ],
    [
      'alerts',
      condition => ({
        transitions: { conditional_alerts: true, update_clinics: true },
        alerts: [{ form: 'P', condition, message: 'yes', recipient: 'reporting_unit' }],
      }),
    ],
  ];
  for (const [what, of] of sections)
    it(`see the whole document, as in ${what}`, async () => {
      for (const [bool_expr, holds] of conditions) {
        const rounds = await sentinelInMemory({
          settings: { ...settings, ...of(bool_expr) },
          sandbox,
          docs: village(),
        });
        const sent = sms('P', about);
        await rounds.put(sent);
        await rounds.settle();
        expect(texts(await rounds.report(sent._id)), bool_expr).to.deep.equal(holds ? ['+254700000001: yes'] : []);
        await rounds.close();
      }
    });

  it('see who and what was registered just before', async () => {
    const rounds = await sentinelInMemory({
      settings: {
        ...settings,
        registrations: [
          {
            form: 'N',
            events: [
              { trigger: 'add_patient' },
              { trigger: 'add_case', bool_expr: "doc.patient.name === 'Mary' && doc.patient.parent.name === 'centre'" },
              { trigger: 'add_birth_date', bool_expr: 'doc.case_id' },
            ],
            messages: [{ message: 'yes', bool_expr: 'doc.birth_date && doc.patient.patient_id === doc.patient_id' }],
          },
        ],
      },
      sandbox,
      docs: village(),
    });
    const sent = sms('N', { patient_name: 'Mary' });
    await rounds.put(sent);
    await rounds.settle();
    expect(texts(await rounds.report(sent._id))).to.deep.equal(['+254700000001: yes']);
    await rounds.close();
  });
});

describe('Where nobody attaches the sender', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  const without = { ...settings, transitions: { registration: true, self_report: true } };
  const settled = async (one: Report) => {
    const rounds = await sentinelInMemory({ settings: without, sandbox, docs: village() });
    await rounds.put(one);
    await rounds.settle();
    const [after, all] = [
      await rounds.report(one._id),
      await rounds.main.range<Contact>({ from: '', to: '\ufff0', limit: 1000 }),
    ];
    await rounds.close();
    return { after, made: all.find(({ source_id }) => source_id === one._id) };
  };

  it('a registration finds him by his number, and counts as one of his', async () => {
    const { after, made } = await settled(sms('N', { patient_name: 'Mary' }));
    expect([made?.name, made?.parent?._id, made?.created_by]).to.deep.equal(['Mary', 'centre', 'chw']);
    expect(after.contact?._id).to.equal('chw');
    expect(after.scheduled_tasks!.map(({ state }) => state)).to.deep.equal(['scheduled']);
  });

  it('a report about oneself finds him by his number', async () => {
    const { after } = await settled(sms('ME', {}));
    expect([after.fields?.patient_uuid, texts(after)]).to.deep.equal(['chw', ['+254700000001: You are chw']]);
  });

  it('a stranger registers nobody', async () => {
    const { after, made } = await settled(sms('N', { patient_name: 'Mary' }, { from: '+254700000099' }));
    expect([made, after.contact, after.patient_id]).to.deep.equal([undefined, undefined, undefined]);
  });
});
