import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Rule } from '@rounds/sentinel/engine/rule.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { defaultResponses } from '@rounds/sentinel/messages/default-responses.ts';
import { shortCode } from '@rounds/sentinel/registration/short-code.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { selfReport } from '@rounds/sentinel/senders/self-report.ts';
import { updateClinics } from '@rounds/sentinel/senders/update-clinics.ts';
import { updateSentBy } from '@rounds/sentinel/senders/update-sent-by.ts';
import { expect } from 'chai';
import { type Facts, factsFrom, factsOf, outcomeOf, sound } from '../engine/one-rule.ts';
import { contact, report, village } from '../engine/sentinel-in-memory.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});

const phone = '+254700000001';
const stranger = '+254700000099';
const message = (more: object): Report =>
  ({
    ...report('', ''),
    form: undefined,
    content_type: undefined,
    contact: undefined,
    fields: {},
    ...more,
  }) as unknown as Report;
const words = {
  en: {
    'sys.facility_not_found': 'Who are you?',
    'messages.generic.sys.facility_not_found': 'Your number is not known',
    'messages.generic.sender_not_found': 'Nobody knows you',
    empty: 'Empty',
    form_not_found: 'No such form',
    sms_received: 'Received',
  },
};
const settledBy = (rule: Rule, one: Report, raw: object, more: Partial<Facts> = {}) => {
  const settings = sound({ transitions: { [rule.name]: true }, forms: { V: {}, PUB: { public_form: true } }, ...raw });
  return outcomeOf(rule, one, village(), factsFrom(one, village(), settings, { sandbox, words, ...more }));
};
const texts = (outcome: ReturnType<typeof settledBy>) =>
  (outcome?.doc.tasks ?? []).map(({ messages }) => messages?.[0]?.message);
const codes = (outcome: ReturnType<typeof settledBy>) => (outcome?.doc.errors ?? []).map(({ code }) => code);
const placed = (id: string) => ({
  contact: village().find(({ _id }) => _id === id)!,
  lineage: [],
  phones: new Map<string, string>(),
});

describe('The sender of a message', () => {
  it('is whoever has its number', () =>
    expect(settledBy(updateClinics, message({ from: phone }), {})!.doc.contact).to.deep.equal({
      _id: 'chw',
      parent: { _id: 'centre', parent: { _id: 'district' } },
    }));

  it('is first whoever it names by an external id', () => {
    const callers = { external: placed('ann of north'), phone: placed('chw') };
    expect(
      settledBy(updateClinics, message({ from: phone, refid: 'HC-01' }), {}, { callers })!.doc.contact?._id,
    ).to.equal('ann of north');
  });

  const strangers: [what: string, one: object, codes: string[], said: string[]][] = [
    ['a form that is known', { form: 'v' }, ['sys.facility_not_found'], ['Your number is not known']],
    ['plain words', {}, ['sys.facility_not_found'], []],
    ['a form that is not known', { form: 'Q' }, ['sys.facility_not_found'], []],
    ['a public form', { form: 'PUB' }, [], []],
  ];
  for (const [what, one, faults, said] of strangers)
    it(`is unknown for ${what} of a stranger, who is told ${said[0] ?? 'nothing'}`, () => {
      const outcome = settledBy(updateClinics, message({ from: stranger, ...one }), {});
      expect([codes(outcome), texts(outcome), outcome!.doc.contact]).to.deep.equal([faults, said, undefined]);
    });

  it('is told that nobody knows him in the words of the form', () => {
    const update_clinics = [
      { form: 'V', messages: [{ event_type: 'sys.facility_not_found', message: 'Ask your supervisor' }] },
    ];
    expect(texts(settledBy(updateClinics, message({ from: stranger, form: 'V' }), { update_clinics }))).to.deep.equal([
      'Ask your supervisor',
    ]);
  });

  const left: [what: string, one: object][] = [
    ['a report that has one', { from: phone, contact: { _id: 'ben of south' } }],
    ['a report without a number', { form: 'V' }],
    ['a message that goes out', { from: phone, kujua_message: true }],
    ['a report from a screen that nobody with its number sent', { from: stranger, content_type: 'xml', form: 'mute' }],
  ];
  for (const [what, one] of left)
    it(`is not looked for on ${what}`, () => expect(settledBy(updateClinics, message(one), {})).to.equal(null));

  it('is named in sent_by, unless somebody is named there', () => {
    expect(settledBy(updateSentBy, message({ from: phone }), {})!.doc.sent_by).to.equal('chw');
    expect(settledBy(updateSentBy, message({ from: phone, sent_by: 'Amina' }), {})).to.equal(null);
    expect(settledBy(updateSentBy, message({ from: stranger }), {})).to.equal(null);
  });
});

describe('A report of somebody about himself', () => {
  const self_report = [
    { form: 'V', messages: [{ event_type: 'report_accepted', message: 'Thanks {{patient_name}}' }] },
  ];
  const sent = (more: object) => message({ form: 'V', from: phone, contact: { _id: 'chw' }, ...more });

  it('is about its sender', () => {
    const outcome = settledBy(selfReport, sent({}), { self_report });
    expect(outcome!.doc.fields).to.deep.equal({ patient_id: 'chw', patient_uuid: 'chw' });
    expect(texts(outcome)).to.deep.equal(['Thanks chw']);
    const ann = settledBy(selfReport, sent({ contact: { _id: 'ann of north' } }), { self_report });
    expect(ann!.doc.fields).to.deep.equal({ patient_id: '20000', patient_uuid: 'ann of north' });
  });

  it('is refused when nobody knows its sender', () => {
    for (const who of [{ from: stranger, contact: undefined }, { contact: { _id: 'north' } }]) {
      const outcome = settledBy(selfReport, sent(who), { self_report });
      expect([codes(outcome), texts(outcome), outcome!.doc.fields]).to.deep.equal([
        ['sender_not_found'],
        ['Nobody knows you'],
        {},
      ]);
    }
  });

  it('is left alone when it names somebody, or is of another form', () => {
    expect(settledBy(selfReport, sent({ fields: { patient_id: '20001' } }), { self_report })).to.equal(null);
    expect(settledBy(selfReport, sent({ form: 'PUB' }), { self_report })).to.equal(null);
  });
});

describe('A message that asks for an answer', () => {
  const fault = (code: string) => [{ code, message: '' }];
  const table: [what: string, one: object, settings: object, said: string | undefined][] = [
    ['an empty one', { errors: fault('sys.empty') }, {}, 'Empty'],
    ['plain words', {}, {}, 'Received'],
    [
      'a form that is not known where only forms are taken',
      { form: 'Q', errors: fault('sys.form_not_found') },
      { forms_only_mode: true },
      'No such form',
    ],
    ['a form that is not known', { form: 'Q' }, {}, 'Received'],
    ['a form that is known', { form: 'V' }, {}, undefined],
    ['a form from a screen', { form: 'mute', content_type: 'xml' }, {}, undefined],
  ];
  const default_responses = { start_date: '2026-01-14' };
  for (const [what, one, settings, said] of table)
    it(`is told ${said ?? 'nothing'} for ${what}`, () =>
      expect(
        texts(settledBy(defaultResponses, message({ from: stranger, ...one }), { default_responses, ...settings })),
      ).to.deep.equal(said ? [said] : []));

  const midnight = Date.parse('2026-01-13T21:00:00.000Z');
  const left: [what: string, one: object, settings: object][] = [
    ['where the programme answers none', {}, {}],
    ['where the programme names no day', {}, { default_responses: {} }],
    ['that came at the very beginning of the day', { reported_date: midnight }, { default_responses }],
    ['of the gateway itself', {}, { default_responses, gateway_number: '0700000099' }],
    ['that goes out', { kujua_message: true }, { default_responses }],
    ['without a number', { from: undefined }, { default_responses }],
  ];
  for (const [what, one, settings] of left)
    it(`has none ${what}`, () =>
      expect(settledBy(defaultResponses, message({ from: stranger, ...one }), settings)).to.equal(null));
  it('has one from a moment later on', () =>
    expect(
      settledBy(defaultResponses, message({ from: stranger, reported_date: midnight + 1 }), { default_responses }),
    ).not.to.equal(null));
});

describe('A contact without a short code', () => {
  const given = (one: Doc, transitions: object = { generate_shortcode_on_contacts: true }) => {
    const facts = factsFrom(message({}), [], sound({ transitions }), { sandbox, codeFor: cause => `code of ${cause}` });
    const outcome = outcomeOf(shortCode, one as Report, [], facts);
    return outcome && [outcome.doc.patient_id, outcome.doc.place_id];
  };
  const table: [what: string, one: Doc, transitions: object | undefined, codes: unknown][] = [
    ['a person', contact('mary', 'person'), undefined, ['code of mary', undefined]],
    ['a place', contact('kaya', 'clinic'), undefined, [undefined, 'code of kaya']],
    [
      'a person, by the old name of the transition',
      contact('mary', 'person'),
      { generate_patient_id_on_people: true },
      ['code of mary', undefined],
    ],
    ['a person who has one', contact('mary', 'person', [], { patient_id: '20000' }), undefined, null],
    ['a place that has one', contact('kaya', 'clinic', [], { place_id: '10000' }), undefined, null],
    ['a person where the transition is off', contact('mary', 'person'), {}, null],
    ['a report', message({}), undefined, null],
  ];
  for (const [what, one, transitions, codes_] of table)
    it(`${codes_ ? 'is given one' : 'is not what is meant'}: ${what}`, () =>
      expect(given(one, transitions)).to.deep.equal(codes_));

  it('asks for a code under its own id, so that it gets the same on every machine', () =>
    expect(shortCode.needs(contact('mary', 'person'), factsOf())).to.deep.equal({ codeFor: ['mary'] }));
  it('is never given one by the api', () => expect(shortCode.sentinelOnly).to.equal(true));
});
