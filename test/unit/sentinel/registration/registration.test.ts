import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { isShortCode } from '@rounds/ddocs/documents/short-codes.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { registration } from '@rounds/sentinel/registration/registration.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';
import { factsFrom, type Outcome, outcomeOf, sound } from '../engine/one-rule.ts';
import { day, report, sentinelInMemory, village, wednesday } from '../engine/sentinel-in-memory.ts';

const field = (type: string, position: number) => ({ type, position });
const forms = {
  N: {
    fields: { patient_name: field('string', 0), age_in_years: field('integer', 1), phone: field('phone_number', 2) },
  },
  H: { fields: { place_name: field('string', 0), area: field('string', 1) } },
  P: { fields: { patient_id: field('string', 0), lmp: field('integer', 1) } },
  PUB: { public_form: true, fields: {} },
};

let sandbox: Sandbox;
let made = 0;
/** An SMS of the health worker, after a registration with these events. */
const registered = (
  form: string,
  fields: Record<string, unknown>,
  events: readonly (string | object)[],
  more: {
    settings?: object;
    is?: object;
    docs?: readonly Doc[];
    registration?: object;
    words?: Record<string, string>;
  } = {},
): Outcome | null => {
  const docs = more.docs ?? village();
  const sms = {
    ...report(form, '', { from: '+254700000001', ...more.is }),
    _id: `sms-${++made}`,
    fields,
    content_type: undefined,
  } as unknown as Report;
  const settings = sound({
    transitions: { registration: true },
    forms,
    registrations: [
      {
        form,
        events: events.map(event => (typeof event === 'string' ? { trigger: event } : event)),
        ...more.registration,
      },
      { form: 'old', events: [] },
    ],
    ...more.settings,
  });
  return outcomeOf(
    registration,
    sms,
    docs,
    factsFrom(sms, docs, settings, { sandbox, words: { en: more.words ?? {} } }),
  );
};
const codes = (outcome: Outcome | null) => (outcome?.doc.errors ?? []).map(({ code }) => code);
const texts = (outcome: Outcome | null) => (outcome?.doc.tasks ?? []).map(({ messages }) => messages?.[0]?.message);
/** As it is stored, to the minute. */
const iso = (at: unknown) => (/:00\.000Z$/.test(String(at)) ? String(at).slice(0, 16) : at);

before(async () => {
  sandbox = await openSandbox();
});

describe('A person registered by SMS', () => {
  it('stands under the place of whoever sent it, with a short code, and is told of by name', () => {
    const outcome = registered(
      'N',
      { patient_name: ' Mary ', age_in_years: 24, phone: '0712345678' },
      ['add_patient', 'add_birth_date'],
      {
        registration: {
          messages: [
            { event_type: 'report_accepted', message: '{{patient_name}} is {{patient_id}} {{patient.parent.name}}' },
          ],
        },
      },
    );
    const [mary] = outcome!.made;
    expect(mary).to.deep.include({
      type: 'person',
      name: 'Mary',
      parent: { _id: 'centre', parent: { _id: 'district' } },
      phone: '+254712345678',
      reported_date: wednesday,
      source_id: outcome!.doc._id,
      created_by: 'chw',
      date_of_birth: '2002-01-14',
    });
    expect(isShortCode(mary!.patient_id!)).to.equal(true);
    expect(outcome!.doc.patient_id).to.equal(mary!.patient_id);
    expect(texts(outcome)).to.deep.equal([`Mary is ${mary!.patient_id} centre`]);
  });

  it('has the same id and the same code however often the message is settled', () => {
    const again = () => {
      made = 1000;
      return registered('N', { patient_name: 'Mary' }, ['add_patient']);
    };
    expect(again()).to.deep.equal(again());
  });

  const names: [params: unknown, fields: object][] = [
    [undefined, { patient_name: 'Mary' }],
    [{ patient_name_field: 'who' }, { who: 'Mary', patient_name: 'Jane' }],
    ['{"patient_name_field": "who"}', { who: 'Mary' }],
    [['who'], { who: 'Mary' }],
    ['who', { who: 'Mary' }],
    ['["who"]', { who: 'Mary' }],
  ];
  for (const [params, fields] of names)
    it(`has the name that ${JSON.stringify(params ?? 'nothing')} points to`, () =>
      expect(
        registered('N', fields as Record<string, unknown>, [{ trigger: 'add_patient', params }])!.made[0]!.name,
      ).to.equal('Mary'));

  it('is of the type that is named, or of the programme’s own kind of person', () => {
    const settings = {
      contact_types: [
        { id: 'district_hospital' },
        { id: 'health_center', parents: ['district_hospital'] },
        { id: 'patient', person: true, parents: ['health_center'] },
      ],
    };
    for (const params of [{ contact_type: 'patient' }, undefined])
      expect(
        registered('N', { patient_name: 'Mary' }, [{ trigger: 'add_patient_id', params }], {
          settings,
          registration: {},
          is: { contact: { _id: 'chw' } },
          docs: village().map(doc => (doc._id === 'chw' ? { ...doc, type: 'contact', contact_type: 'patient' } : doc)),
        })!.made[0],
      ).to.deep.include({ type: 'contact', contact_type: 'patient' });
  });

  const own = { trigger: 'add_patient', params: { patient_id_field: 'number' } };
  const under = { trigger: 'add_patient', params: { parent_id: 'area' } };
  const refusals: [code: string, why: string, fields: Record<string, unknown>, event: object, is?: object][] = [
    ['no_provided_patient_id', 'it brings no number where it must', { patient_name: 'Mary' }, own],
    ['provided_patient_id_not_unique', 'its number is another’s', { patient_name: 'Mary', number: '20000' }, own],
    ['parent_field_not_provided', 'it names no place where it must', { patient_name: 'Mary' }, under],
    ['parent_not_found', 'it names a place that there is not', { patient_name: 'Mary', area: '99999' }, under],
    ['parent_invalid', 'it names somebody who is no place', { patient_name: 'Mary', area: '20000' }, under],
    [
      'provided_phone_not_valid',
      'its phone is none',
      { patient_name: 'Mary', phone: '12' },
      { trigger: 'add_patient' },
    ],
    [
      'registration_not_found',
      'it is about somebody whom there is not',
      { patient_id: '99999' },
      { trigger: 'add_birth_date' },
    ],
    [
      'registration_not_found',
      'it is about a place where a person is meant',
      { patient_id: '10000' },
      { trigger: 'add_birth_date' },
    ],
    [
      'registration_not_found',
      'it is about a person where a place is meant',
      { place_id: '20000' },
      { trigger: 'add_birth_date' },
    ],
  ];
  for (const [code, why, fields, event] of refusals)
    it(`is refused with ${code} when ${why}, in the programme’s words or in those that all have`, () => {
      const rest = ['add_birth_date', { trigger: 'assign_schedule', params: 'visits' }];
      const settings = { schedules: [{ name: 'visits', messages: [{ offset: '1 week', translation_key: 'visit' }] }] };
      const words = { [`messages.generic.${code}`]: 'Generic {{fields.patient_name}}' };
      const outcome = registered('N', fields, [event, ...rest], { settings, words });
      expect(codes(outcome)).to.deep.equal([code]);
      expect(texts(outcome)).to.deep.equal([`Generic ${fields.patient_name ?? ''}`]);
      expect([outcome!.made, outcome!.doc.birth_date, outcome!.doc.scheduled_tasks]).to.deep.equal([
        [],
        undefined,
        undefined,
      ]);
      const messages = [
        { event_type: code, message: 'Own' },
        { event_type: 'report_accepted', message: 'No' },
      ];
      expect(
        texts(registered('N', fields, [event, ...rest], { settings, words, registration: { messages } })),
      ).to.deep.equal(['Own']);
    });

  it('is not registered by a text into a place outside that of its sender, unless he is its primary contact', () => {
    const far = (contact: object = {}) => ({ _id: 'far', type: 'health_center', name: 'far', ...contact });
    const fields = { patient_name: 'Mary', area: 'far' };
    const strange = registered('N', fields, [under], { docs: [...village(), far() as Doc] });
    expect([codes(strange), strange!.made]).to.deep.equal([['parent_not_found'], []]);
    const sender = village().find(({ phone }) => phone === '+254700000001')!;
    const his = registered('N', fields, [under], {
      docs: [...village(), far({ contact: { _id: sender._id } }) as Doc],
    });
    expect(his!.made).to.have.length(1);
  });

  it('keeps the number that it brings, and is found again by it when the message is settled once more', () => {
    const docs = village();
    const first = registered('N', { patient_name: 'Mary', number: 'A-77' }, [own], { docs });
    expect([first!.doc.patient_id, first!.made[0]!.patient_id]).to.deep.equal(['A-77', 'A-77']);
    made -= 1;
    expect(
      registered('N', { patient_name: 'Mary', number: 'A-77' }, [own], { docs: [...docs, ...first!.made] }),
    ).to.deep.equal(first);
  });

  it('may bring its number as patient_id, under which nobody can be found yet', () => {
    const brings = { trigger: 'add_patient', params: { patient_id_field: 'patient_id' } };
    expect(registered('N', { patient_name: 'Mary', patient_id: '77777' }, [brings])!.made[0]).to.include({
      patient_id: '77777',
    });
    expect(codes(registered('N', { patient_name: 'Mary', patient_id: '20000' }, [brings]))).to.deep.equal([
      'provided_patient_id_not_unique',
    ]);
  });

  it('stands under the place that the message names', () =>
    expect(registered('N', { patient_name: 'Mary', area: '10000' }, [under])!.made[0]!.parent).to.deep.equal({
      _id: 'north',
      parent: { _id: 'centre', parent: { _id: 'district' } },
    }));

  it('is nobody new when the message is about somebody known', () => {
    const outcome = registered('N', { patient_id: '20000' }, ['add_patient']);
    expect([outcome!.made, outcome!.doc.patient_id]).to.deep.equal([[], undefined]);
  });

  it('needs a sender with a place, even where strangers may send', () => {
    const stranger = { is: { contact: undefined, from: '+254700000099' } };
    expect(codes(registered('PUB', { patient_name: 'Mary' }, ['add_patient'], stranger))).to.deep.equal([
      'parent_not_found',
    ]);
    expect(registered('PUB', { patient_name: 'Mary', area: '10000' }, [under], stranger)!.made[0]).to.include({
      name: 'Mary',
    });
    expect(registered('N', { patient_name: 'Mary' }, ['add_patient'], stranger)).to.equal(null);
  });
});

describe('A place or a case registered by SMS', () => {
  const household = { trigger: 'add_place', params: { contact_type: 'clinic' } };

  it('has a code and a name, and stands where it is said', () => {
    const outcome = registered('H', { place_name: 'Kaya ya Mary' }, [household]);
    const [place] = outcome!.made;
    expect(place).to.deep.include({
      type: 'clinic',
      name: 'Kaya ya Mary',
      parent: { _id: 'centre', parent: { _id: 'district' } },
    });
    expect(outcome!.doc.place_id).to.equal(place!.place_id);
    const named = { ...household, params: { contact_type: 'clinic', place_name_field: 'who', parent_id: 'area' } };
    expect(codes(registered('H', { who: 'Kaya', area: '10000' }, [named]))).to.deep.equal(['parent_invalid']);
    expect(registered('H', { who: 'Kaya', area: 'centre' }, [named])!.made[0]!.name).to.equal('Kaya');
  });

  it('is a case with a number of its own', () => {
    const { doc } = registered('P', { patient_id: '20000' }, ['add_case'])!;
    expect(isShortCode(String(doc.case_id))).to.equal(true);
    expect(registered('P', { patient_id: '20000' }, ['add_case'], { is: { case_id: '12345' } })!.doc.case_id).to.equal(
      '12345',
    );
  });
});

describe('The dates of a registration', () => {
  const about = { patient_id: '20000' };
  // The report is of Wednesday 14 January 2026, 13:00 in Nairobi.
  const expected: [fields: object, lmp: string | null, edd: string | null][] = [
    [{ lmp: 10 }, '2025-11-04T21:00', '2026-08-11T21:00'],
    [{ weeks_since_lmp: '10' }, '2025-11-04T21:00', '2026-08-11T21:00'],
    [{ last_menstrual_period: 0 }, '2026-01-13T21:00', '2026-10-20T21:00'],
    [{ lmp_date: wednesday - 70 * day, lmp: 3 }, '2025-11-05T10:00', '2026-08-12T10:00'],
    [{ date_lmp: '2025-11-05' }, '2025-11-04T21:00', '2026-08-11T21:00'],
    [{ lmp: 'ten' }, null, null],
    [{ lmp: '9'.repeat(20) }, null, null],
    [{ lmp_date: 1e300 }, null, null],
    [{}, null, null],
  ];
  for (const [fields, lmp, edd] of expected)
    it(`are ${lmp} and ${edd} for ${JSON.stringify(fields)}`, () => {
      const { doc } = registered('P', { ...about, ...fields }, ['add_expected_date'])!;
      expect([iso(doc.lmp_date), iso(doc.expected_date)]).to.deep.equal([lmp, edd]);
    });

  const births: [fields: object, born: string][] = [
    [{ years_since_dob: 2, months_since_dob: 3 }, '2024-01-13T21:00'],
    [{ months_since_birth: '3' }, '2025-10-13T21:00'],
    [{ age_in_weeks: 1 }, '2026-01-06T21:00'],
    [{ dob: 2 }, '2025-12-30T21:00'],
    [{ days_since_dob: 0 }, '2026-01-13T21:00'],
    [{ years_since_dob: '9'.repeat(20) }, '2026-01-13T21:00'],
    [{ years_since_dob: '9'.repeat(20), age_in_days: 1 }, '2026-01-12T21:00'],
    [{}, '2026-01-13T21:00'],
  ];
  for (const [fields, born] of births)
    it(`are ${born} for a birth by ${JSON.stringify(fields)}`, () =>
      expect(iso(registered('P', { ...about, ...fields }, ['add_birth_date'])!.doc.birth_date)).to.equal(born));
});

describe('The schedules of a registration', () => {
  const settings = {
    schedules: ['anc', 'pnc'].map(name => ({
      name,
      messages: [
        { group: 1, offset: '-1 day', translation_key: 'visit' },
        { group: 2, offset: '1 week', send_time: '09:00', translation_key: 'visit' },
        { group: 2, offset: '2 weeks', message: 'Visit {{patient_name}}', recipient: 'patient' },
      ],
    })),
  };
  const assign = (params: unknown) => ({ trigger: 'assign_schedule', params });
  const states = ({ doc }: Outcome) =>
    (doc.scheduled_tasks ?? []).map(({ type, state, state_details }) => [type, state, state_details?.reason]);
  const about = { patient_id: '20000' };

  it('are all that it names, each once; what is past is skipped and says so', () => {
    const outcome = registered('P', about, [assign('anc, pnc'), assign(['anc'])], { settings })!;
    expect(states(outcome)).to.deep.equal(
      ['anc', 'pnc'].flatMap(type => [
        [type, 'skipped', 'past'],
        [type, 'scheduled', undefined],
        [type, 'scheduled', undefined],
      ]),
    );
  });

  it('are filled in at once only where their text stands in the settings', () => {
    const [, later, now] = registered('P', about, [assign('anc')], { settings })!.doc.scheduled_tasks!;
    expect([later!.messages, later!.message_key]).to.deep.equal([undefined, 'visit']);
    expect(now!.messages?.[0]).to.deep.include({ message: 'Visit ann of north', to: '+254700000001' });
  });

  it('are told of in the answer: how long it is until the next', () => {
    const message =
      '{{#next_msg}}{{weeks}} weeks, {{days}} days, {{hours}} hours: {{#date}}{{due}}{{/date}}{{/next_msg}}{{^next_msg}}none{{/next_msg}}';
    const answer = (params: string) =>
      texts(registered('P', about, [assign(params)], { settings, registration: { messages: [{ message }] } }))[0];
    // On Wednesday at 13:00 in Nairobi, a week before nine o'clock less four hours.
    expect(answer('anc')).to.equal('0 weeks, 6 days, 164 hours: 21-Jan-2026');
    expect(texts(registered('P', about, [], { registration: { messages: [{ message }] } }))[0]).to.equal('none');
  });

  const muted = (id: string) =>
    village().map(doc => (doc._id === id ? { ...doc, muted: '2026-01-01T00:00:00.000Z' } : doc));
  it('are silent for somebody muted, and for somebody new in a muted place', () => {
    expect(states(registered('P', about, [assign('anc')], { settings, docs: muted('north') })!)[1]).to.deep.equal([
      'anc',
      'muted',
      'muted',
    ]);
    const fresh = [{ trigger: 'add_patient', params: { parent_id: 'area' } }, assign('anc')];
    const outcome = registered('N', { patient_name: 'Mary', area: '10000' }, fresh, {
      settings,
      docs: muted('north'),
    })!;
    expect(states(outcome)[1]).to.deep.equal(['anc', 'muted', 'muted']);
    expect(states(registered('P', about, [assign('anc')], { settings, docs: muted('south') })!)[1]).to.deep.equal([
      'anc',
      'scheduled',
      undefined,
    ]);
  });

  it('are denied to a sender who must not be answered', () =>
    expect(
      states(registered('P', about, [assign('anc')], { settings: { ...settings, outgoing_deny_list: '+2547' } })!)[1],
    ).to.deep.equal(['anc', 'denied', undefined]));

  it('go by the clock of whoever gets them', () => {
    const docs = village().map(doc => (doc._id === 'chw' ? { ...doc, time_zone: 'Asia/Kathmandu' } : doc));
    const [, nine] = registered('P', about, [assign('anc')], { settings, docs })!.doc.scheduled_tasks!;
    expect(nine!.due).to.equal('2026-01-21T03:15:00.000Z');
  });

  it('clear those that the subject has from other reports, of the schedules that are named', () => {
    const task = (type: string, state: string) => ({ type, state, due: '2026-02-01T00:00:00.000Z', group: 1 });
    const old = report('old', '', {
      fields: { patient_id: '20000' },
      scheduled_tasks: [task('anc', 'scheduled'), task('anc', 'sent'), task('pnc', 'muted')] as never,
    });
    const other = report('old', '', {
      fields: { patient_id: '20001' },
      scheduled_tasks: [task('anc', 'scheduled')] as never,
    });
    const outcome = registered('P', about, [{ trigger: 'clear_schedule', params: 'anc' }, assign('anc')], {
      settings,
      docs: [...village(), old, other],
    })!;
    const [changed, ...more] = outcome.changed as Report[];
    expect(more).to.deep.equal([]);
    expect(changed!.scheduled_tasks!.map(({ state, cleared_by }) => [state, cleared_by])).to.deep.equal([
      ['cleared', outcome.doc._id],
      ['sent', undefined],
      ['muted', undefined],
    ]);
    expect(states(outcome)).to.have.length(3);
  });
});

describe('What a registration says of other registrations of the same person', () => {
  const words = {
    en: {
      known: '{{patient_name}} {{patient.name}} {{lmp}} {{expected_date}} {{#date}}{{lmp_date}}{{/date}}',
      other: '{{village}}',
    },
  };
  const said: [what: string, registration: object, looksUp: boolean][] = [
    ['nothing', {}, false],
    [
      'what the report, its patient and itself know',
      { messages: [{ translation_key: 'known', recipient: 'clinic' }] },
      false,
    ],
    ['a name that only another report may have', { messages: [{ translation_key: 'other' }] }, true],
    ['such a name in a text given in place', { messages: [{ message: { en: 'Hi', sw: 'Wa {{village}}' } }] }, true],
    [
      'such a name in what is wrong',
      { validations: { list: [{ property: 'lmp', rule: 'integer', message: '{{village}}' }] } },
      true,
    ],
    ['a recipient that only another report may name', { messages: [{ message: 'Hi', recipient: 'helper' }] }, true],
    ['such a name in a schedule', { events: [{ trigger: 'assign_schedule', params: 'now' }] }, true],
    [
      'such a name in a schedule whose text is found later',
      { events: [{ trigger: 'assign_schedule', params: 'later' }] },
      false,
    ],
    ['that their messages are cleared', { events: [{ trigger: 'clear_schedule', params: 'now' }] }, true],
  ];
  for (const [what, config, looksUp] of said)
    it(`has them looked up ${looksUp ? '' : 'by nobody '}where it says ${what}`, () => {
      const settings = sound({
        transitions: { registration: true },
        forms,
        registrations: [{ form: 'P', events: [], ...config }],
        schedules: [
          { name: 'now', messages: [{ offset: '1 day', message: '{{village}}' }] },
          { name: 'later', messages: [{ offset: '1 day', translation_key: 'other' }] },
        ],
      });
      const sms = report('P', '', { fields: { patient_id: '20000', lmp: 4 } });
      expect(registration.needs(sms, { settings, now: wednesday, words }).registrations).to.equal(looksUp);
    });

  it('is filled in from the first of them', async () => {
    const world = await sentinelInMemory({
      docs: [...village(), report('old', '', { fields: { patient_id: '20000', village: 'Kilima' } })],
      sandbox,
      settings: {
        transitions: { registration: true },
        forms,
        registrations: [{ form: 'P', messages: [{ message: 'From {{village}}' }] }, { form: 'old' }],
      },
    });
    const sms = report('P', '', { from: '+254700000001', fields: { patient_id: '20000' } });
    await world.put(sms);
    await world.settle();
    const outcome = { doc: await world.report(sms._id), made: [], changed: [] };
    await world.close();
    expect(texts(outcome)).to.deep.equal(['From Kilima']);
  });
});

describe('What a registration lets through', () => {
  const validations = {
    list: [{ property: 'patient_name', rule: 'lenMin(3)', message: [{ locale: 'en', content: 'A longer name' }] }],
  };

  it('is nothing when the answers are not right: the sender is told what to mend', () => {
    const outcome = registered('N', { patient_name: 'M' }, ['add_patient'], { registration: { validations } });
    expect([codes(outcome), texts(outcome), outcome!.made]).to.deep.equal([
      ['invalid_patient_name'],
      ['A longer name'],
      [],
    ]);
  });

  const earlier = (state: string, form: string, more: object = {}) => ({
    ...report(form, 'ann of north', { reported_date: wednesday - 30 * day }),
    ...{ _id: 'earlier', from: undefined, content_type: 'xml' },
    scheduled_tasks: [{ type: 'visits', state, due: new Date(wednesday + 7 * day).toISOString(), messages: [] }],
    ...more,
  });
  const again: [of: string, docs: readonly object[], faults: string[]][] = [
    ['of whom nothing is registered', [], []],
    ['registered by SMS, with messages to come', [earlier('scheduled', 'P')], ['invalid_patient_id']],
    ['registered in the app', [earlier('scheduled', 'old')], ['invalid_patient_id']],
    ['who is muted', [earlier('muted', 'P')], ['invalid_patient_id']],
    [
      'muted, where its time is over',
      [
        earlier('muted', 'P', {
          scheduled_tasks: [{ type: 'visits', state: 'muted', due: new Date(wednesday - day).toISOString() }],
        }),
      ],
      [],
    ],
    ['whose messages were cleared by a birth', [earlier('cleared', 'P')], []],
    [
      'with messages of something else',
      [earlier('scheduled', 'P', { scheduled_tasks: [{ type: 'other', state: 'scheduled' }] })],
      [],
    ],
    ['whose first report was refused', [earlier('scheduled', 'P', { errors: [{ code: 'x', message: 'x' }] })], []],
    ['of whom a later report was settled sooner', [earlier('scheduled', 'P', { reported_date: wednesday + day })], []],
  ];
  for (const [of, docs, faults] of again)
    it(`is ${faults.length ? 'refused' : 'accepted'} a second time for a woman ${of}, where none may be running`, () => {
      const outcome = registered('P', { patient_id: '20000', lmp: 8 }, [], {
        docs: [...village(), ...(docs as Doc[])],
        is: { reported_date: wednesday },
        registration: { validations: { list: [{ property: 'patient_id', rule: "noneRunning('visits')" }] } },
      });
      expect(codes(outcome)).to.deep.equal(faults);
    });

  const conditions: [bool_expr: string, happens: boolean][] = [
    ['', true],
    ['doc.age_in_years > 20', true],
    ['doc.fields.age_in_years < 20', false],
    ['doc.patient_name === "Mary" && doc.from.startsWith("+254")', true],
    ['doc.nothing.at.all', false],
    ['while (true) {}', false],
  ];
  for (const [bool_expr, happens] of conditions)
    it(`${happens ? 'is' : 'is not'} an event with the condition ${bool_expr || 'of nothing'}`, () => {
      const outcome = registered('N', { patient_name: 'Mary', age_in_years: 24 }, [
        { trigger: 'add_patient', bool_expr },
      ]);
      expect(outcome!.made).to.have.length(happens ? 1 : 0);
    });

  it('is no event of another name', () =>
    expect(
      registered('N', { patient_name: 'Mary' }, [{ name: 'on_mutate', trigger: 'add_patient' }])!.made,
    ).to.deep.equal([]));

  it('keeps what others wrote on the report meanwhile', () => {
    const docs = village() as Contact[];
    const settings = sound({
      transitions: { registration: true },
      forms,
      registrations: [{ form: 'N', events: [{ trigger: 'add_patient' }], messages: [{ message: 'Thanks' }] }],
    });
    const sms = {
      ...report('N', '', { from: '+254700000001' }),
      fields: { patient_name: 'Mary' },
      content_type: undefined,
    } as unknown as Report;
    const effects = registration.run(sms as never, factsFrom(sms, docs, settings, { sandbox }) as never)!;
    const last = effects.find(effect => effect.do === 'change')!;
    const task = { messages: [{ uuid: 'x', to: '+1', message: 'Hi' }], state: 'sent' };
    const after = last.apply({ ...sms, verified: true, tasks: [task] } as never) as Report;
    expect([after.verified, after.tasks?.map(({ state }) => state)]).to.deep.equal([true, ['sent', 'pending']]);
  });
});
