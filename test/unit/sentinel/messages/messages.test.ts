import type { Reply } from '@rounds/config/sections/text.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { ownZone } from '@rounds/sentinel/contacts/own-zone.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import { sized } from '@rounds/sentinel/messages/message-size.ts';
import {
  phoneFor,
  taskFor,
  withAccepted,
  withFaults,
  withRefusal,
  withReply,
} from '@rounds/sentinel/messages/reply.ts';
import { faultText, type Spoken, textOf } from '@rounds/sentinel/messages/wording.ts';
import { expect } from 'chai';
import { contact, report } from '../engine/sentinel-in-memory.ts';

const at = '2026-01-14T10:00:00.000Z';
const district = contact('district', 'district_hospital');
const centre = contact('centre', 'health_center');
const north = contact('north', 'clinic');
const phones = new Map([
  ['centre', '+254700000011'],
  ['north', '+254700000012'],
]);
const placed = (one: Contact, ...lineage: Contact[]): Placed => ({ contact: one, lineage, phones });
const ann = placed(
  contact('Ann', 'person', [], { patient_id: '20000', sex: 'female', reported_date: 0 }),
  north,
  centre,
  district,
);
const chw = placed(contact('chw', 'person', [], { phone: '+254700000001' }), centre, district);

const spoken = (more: Partial<Spoken> & { is?: Partial<Report>; with?: object } = {}): Spoken => {
  const { is, with: settings, ...rest } = more;
  return {
    report: { ...report('visit', ''), content_type: undefined, fields: {}, from: '+254700000009', ...is } as Report,
    sender: chw,
    subject: { patient: ann, place: null },
    settings: parseSettings({ default_timezone: 'Africa/Nairobi', default_country_code: '254', ...settings }).settings,
    words: { en: { 'messages.generic.registration_not_found': 'Nobody has {{patient_id}}', thanks: 'Thanks' } },
    ...rest,
  };
};
const texts = (doc: Report) => (doc.tasks ?? []).map(({ messages, state }: Task) => [messages?.[0]?.message, state]);

describe('The length of a message', () => {
  const lengths: [what: string, text: string, limit: number, length: number, cut: boolean][] = [
    ['160 signs in one SMS', 'a'.repeat(160), 1, 160, false],
    ['161 signs in two', 'a'.repeat(161), 2, 161, false],
    ['161 signs where one is allowed', 'a'.repeat(161), 1, 153, true],
    ['400 signs where two are allowed', 'a'.repeat(400), 2, 306, true],
    ['70 signs of Devanagari in one', 'ज'.repeat(70), 1, 70, false],
    ['71 signs of Devanagari where one is allowed', 'ज'.repeat(71), 1, 67, true],
    ['nothing', '', 1, 0, false],
  ];
  for (const [what, text, limit, length, cut] of lengths)
    it(`is ${length} for ${what}${cut ? ', ending in dots, with the whole text kept' : ''}`, () => {
      const { message, original_message } = sized(text, limit);
      expect(message).to.have.length(length);
      expect(message.endsWith('...')).to.equal(cut);
      expect(original_message).to.equal(cut ? text : undefined);
    });

  it('is ten SMS unless the programme says otherwise', () => {
    const long = { text: 'a'.repeat(2000) };
    expect(taskFor(['x'], long, spoken(), at).messages?.[0]?.message).to.have.length(1530);
    const [message] = taskFor(['x'], long, spoken({ with: { multipart_sms_limit: 2 } }), at).messages ?? [];
    expect([message?.message.length, message?.original_message?.length]).to.deep.equal([306, 2000]);
  });

  it('never cuts a sign in two', () => {
    const { message } = sized('😀'.repeat(60), 1);
    expect(message).to.match(/^(😀)+\.\.\.$/u);
  });
});

describe('What a message may speak of', () => {
  const first = report('pregnancy', 'ann of north', { fields: { lmp: 'May', sex: 'other', village: 'Kilima' } });
  const table: [template: string, how: Spoken, text: string][] = [
    [
      '{{name}} {{sex}} {{patient_id}}',
      spoken({ is: { fields: { sex: 'male', patient_id: '1' } } }),
      'Ann female 20000',
    ],
    ['{{week}} {{patient.name}}', spoken({ extra: { week: 12, patient: 'nobody' } }), '12 Ann'],
    ['{{clinic.name}}', spoken({ extra: { clinic: { name: 'the alert' } } }), 'the alert'],
    ['{{village}} {{sex}}', spoken({ registrations: [first] }), 'Kilima female'],
    ['{{village}}', spoken({ registrations: [first], is: { fields: { village: 'Juu' } } }), 'Juu'],
    ['{{#date}}{{reported_date}}{{/date}}', spoken(), '14-Jan-2026'],
    ['{{health_center.contact.phone}}', spoken(), '+254700000011'],
    ['{{parent.name}} {{parent.contact.phone}} {{grandparent.name}}', spoken(), 'centre +254700000011 district'],
    ['{{parent.name}}', spoken({ subject: { patient: null, place: null } }), 'district'],
    ['{{parent.name}}', spoken({ extra: { parent: { name: 'the alert' } } }), 'the alert'],
    ['{{#bikram_sambat_date}}{{reported_date}}{{/bikram_sambat_date}}', spoken(), '३० पौष २०८२'],
    ['{{#bikram_sambat_date}}soon{{/bikram_sambat_date}}', spoken(), 'soon'],
    ['{{#local_phone}}{{from}}{{/local_phone}}', spoken(), '0700 000009'],
    ['{{#local_phone}}SAFARICOM{{/local_phone}}', spoken(), 'SAFARICOM'],
    [
      '{{#date}}{{reported_date}}{{/date}}',
      spoken({ with: { date_format: 'D MMMM YYYY' }, is: { locale: 'fr' } }),
      '14 janvier 2026',
    ],
    ['{{#date}}{{reported_date}}{{/date}}', spoken({ is: { locale: 'no such_language!' } }), '14-Jan-2026'],
  ];
  for (const [message, how, text] of table)
    it(`${message} is ${text}`, () => expect(textOf({ message }, how)).to.equal(text));
});

describe('Who gets a message', () => {
  const links = new Map<string, Record<string, string>>([
    ['north', { nurse: '+254700000031' }],
    ['centre', { nurse: '+254700000032', driver: '+254700000033' }],
  ]);
  const linked = spoken({ subject: { patient: { ...ann, links }, place: null } });
  const ofNobody = { patient: null, place: null };
  const ofAnn = (more: Record<string, string>) =>
    spoken({ subject: { patient: { ...ann, phones: new Map([...phones, ...Object.entries(more)]) }, place: null } });
  /** A patient who stands above everybody whom the sender stands below. */
  const stray = placed(contact('Zoe', 'person'));
  const table: [recipient: Reply['recipient'], how: Spoken, phone: string | undefined][] = [
    ['', spoken(), '+254700000009'],
    ['link:nurse', linked, '+254700000031'],
    ['link:driver', linked, '+254700000033'],
    ['link:nobody', linked, '+254700000009'],
    [
      'patient',
      spoken({ subject: { patient: { ...ann, contact: { ...ann.contact, phone: '+254700000041' } }, place: null } }),
      '+254700000041',
    ],
    ['patient.parent.contact.phone', spoken(), '+254700000012'],
    ['fields.group.phone', spoken({ is: { fields: { group: { phone: 254700000051 } } } }), '254700000051'],
    ['5050', spoken(), '+254700000009'],
    ['5050', spoken({ with: { phone_validation: 'none' } }), '5050'],
    ['0712 345 678', spoken(), '0712 345 678'],
    ['parent', spoken(), '+254700000011'],
    ['grandparent', ofAnn({ district: '+254700000010' }), '+254700000010'],
    ['parent', spoken({ subject: { patient: null, place: placed(north, centre, district) } }), '+254700000011'],
    ['grandparent', spoken({ subject: ofNobody, sender: ann }), '+254700000009'],
    ['parent', spoken({ subject: ofNobody, sender: ann }), '+254700000011'],
    ['parent', spoken({ subject: { patient: stray, place: null } }), '+254700000009'],
    ['clinic', spoken({ subject: { patient: stray, place: null } }), '+254700000009'],
    ['health_center', spoken({ subject: { patient: stray, place: null } }), '+254700000009'],
    ['ancestor:health_center', spoken({ subject: { patient: stray, place: null } }), '+254700000009'],
    ['link:health_center', spoken({ subject: { patient: stray, place: null } }), '+254700000009'],
    ['link:health_center', spoken(), '+254700000011'],
    ['link:clinic', linked, '+254700000012'],
    ['link:health_center', spoken({ subject: ofNobody }), '+254700000011'],
    ['12', spoken(), '+254700000009'],
    [['link:nobody', 'grandparent', 'health_center'], linked, '+254700000011'],
    ['health_center', spoken({ subject: { patient: null, place: null } }), '+254700000011'],
    ['supervisor', spoken({ with: { sms: { default_to_sender: false } } }), undefined],
  ];
  for (const [recipient, how, phone] of table)
    it(`is ${phone ?? 'nobody'} for ${JSON.stringify(recipient)}`, () =>
      expect(phoneFor(recipient, how)).to.equal(phone));

  it('is the name itself where nobody is found and the sender is not wanted, and then it is not sent', () => {
    const task = taskFor(
      ['x'],
      { text: 'Hi', recipient: 'supervisor' },
      spoken({ with: { sms: { default_to_sender: false } } }),
      at,
    );
    expect([task.messages?.[0]?.to, task.state, task.state_details?.reason]).to.deep.equal([
      'supervisor',
      'denied',
      'no phone number',
    ]);
  });
});

describe('What a report is told', () => {
  const doc = report('visit', '', { _id: 'visit' });

  it('is the message of the event, else the words that every programme has for it, with the event as fault', () => {
    const how = spoken({ is: { fields: { patient_id: '99999' } }, subject: { patient: null, place: null } });
    const generic = withRefusal(doc, 'registration', 'registration_not_found', [], how, at);
    expect(texts(generic)).to.deep.equal([['Nobody has 99999', 'pending']]);
    expect(generic.errors).to.deep.equal([{ code: 'registration_not_found', message: 'Nobody has 99999' }]);
    const own = [{ event_type: 'registration_not_found', message: 'Who is {{patient_id}}?' }];
    expect(texts(withRefusal(doc, 'registration', 'registration_not_found', own, how, at))).to.deep.equal([
      ['Who is 99999?', 'pending'],
    ]);
    expect(withRefusal(generic, 'registration', 'registration_not_found', [], how, at)).to.deep.equal(generic);
  });

  it('is skipped, for somebody to see, where no language has words for the event', () => {
    const refused = withRefusal(doc, 'registration', 'parent_invalid', [], spoken(), at);
    expect([texts(refused), refused.errors]).to.deep.equal([
      [['messages.generic.parent_invalid', 'skipped']],
      [{ code: 'parent_invalid', message: 'messages.generic.parent_invalid' }],
    ]);
  });

  it('is every message for its acceptance whose condition holds', () => {
    const messages = [
      { event_type: 'report_accepted', translation_key: 'thanks' },
      { message: 'Always' },
      { event_type: 'report_accepted', message: 'Never', bool_expr: 'false' },
      { event_type: 'registration_not_found', message: 'Not this' },
      { event_type: 'report_accepted', message: [{ locale: 'en', content: '' }] },
    ];
    const told = withAccepted(doc, 'registration', messages, expression => expression === undefined, spoken(), at);
    expect(texts(told)).to.deep.equal([
      ['Thanks', 'pending'],
      ['Always', 'pending'],
    ]);
  });

  it('is kept as skipped, for somebody to see, where a translation has no words, or none but its key', () => {
    const untranslated = spoken({ words: { en: { nowhere: 'nowhere' } } });
    expect(
      withReply(doc, ['x'], { translation_key: 'nowhere' }, untranslated, at).tasks?.map(({ state }) => state),
    ).to.deep.equal(['skipped']);
    const told = withReply(doc, ['x'], { translation_key: 'nowhere' }, spoken(), at);
    expect(told.tasks?.[0]).to.deep.include({
      state: 'skipped',
      state_details: { reason: 'messages.errors.message.empty' },
    });
    expect(told.tasks?.[0]?.messages?.[0]).to.deep.include({
      message: 'nowhere',
      error: 'messages.errors.message.empty',
    });
  });

  it('is the first of its faults, or all where they are joined', () => {
    const faults = [
      { code: 'invalid_a', message: 'A is wrong.' },
      { code: 'invalid_b', message: 'B is wrong.' },
    ];
    expect(texts(withFaults(doc, 'x', faults, { join_responses: false }, spoken(), at))).to.deep.equal([
      ['A is wrong.', 'pending'],
    ]);
    const joined = withFaults(doc, 'x', faults, { join_responses: true }, spoken(), at);
    expect(texts(joined)).to.deep.equal([['A is wrong.  B is wrong.', 'pending']]);
    expect(joined.errors).to.deep.equal(faults);
    expect(withFaults(doc, 'x', [], { join_responses: true }, spoken(), at)).to.equal(doc);
  });

  it('is never how a check is written: where it has no words, those for any wrong answer, else nothing that is sent', () => {
    const entry = { property: 'lmp', rule: 'min(2) && max(40)', translation_key: 'nowhere' };
    const known = spoken({ words: { en: { 'sys.incorrect_type': 'An answer is not right' } } });
    expect(faultText(entry, known)).to.equal('An answer is not right');
    expect(faultText({ message: 'Two to forty' }, known)).to.equal('Two to forty');
    const silent = [{ code: 'invalid_lmp', message: faultText(entry, spoken()) }];
    for (const join_responses of [true, false]) {
      const told = withFaults(doc, 'x', silent, { join_responses }, spoken(), at);
      expect(texts(told)).to.deep.equal([['invalid_lmp', 'skipped']]);
      expect(told.errors).to.deep.equal([{ code: 'invalid_lmp', message: 'invalid_lmp' }]);
    }
  });

  const lost = {
    subject: { patient: null, place: null },
    registrations: [report('pregnancy', '', { fields: { patient_id: '20000' } }), report('household', '10000')],
  };
  const missing: [why: string, how: Spoken, error: string | undefined][] = [
    [
      'of a person who had registrations and is gone',
      spoken({ ...lost, is: { fields: { patient_id: '20000' } } }),
      'messages.errors.patient.missing',
    ],
    [
      'of a place that had registrations and is gone',
      spoken({ ...lost, is: { fields: { place_id: '10000' } } }),
      'messages.errors.place.missing',
    ],
    [
      'of a person who is there',
      spoken({ registrations: lost.registrations, is: { fields: { patient_id: '20000' } } }),
      undefined,
    ],
    [
      'of a person who is there, and names a place that never had registrations',
      spoken({
        subject: { ...spoken().subject, place: null },
        registrations: lost.registrations,
        is: { fields: { patient_id: '20000', place_id: '99' } },
      }),
      undefined,
    ],
    [
      'of a person who never had registrations',
      spoken({ subject: lost.subject, is: { fields: { patient_id: '20000' } } }),
      undefined,
    ],
  ];
  for (const [why, how, error] of missing)
    it(`${error ? 'is not sent' : 'is sent'} when it is ${why}`, () => {
      const task = taskFor(['x'], { text: 'Hi' }, how, at);
      expect([task.messages?.[0]?.error, task.state]).to.deep.equal([error, error ? 'skipped' : 'pending']);
    });

  it('is denied, and says why, to a number that must not be answered', () => {
    const how = spoken({ is: { from: 'Équité' }, with: { outgoing_deny_with_alphas: true } });
    expect(taskFor(['x'], { text: 'Hi' }, how, at)).to.deep.include({
      state: 'denied',
      state_details: { reason: 'sender not answered' },
    });
  });
});

describe('The clock by which a contact lives', () => {
  const table: [why: string, one: Placed | null, zone: string | undefined][] = [
    ['its own', placed(contact('a', 'person', [], { time_zone: 'Asia/Kathmandu' }), centre), 'Asia/Kathmandu'],
    [
      'that of its preferences',
      placed(contact('a', 'person', [], { prefs: { tz: 'Europe/Madrid' } })),
      'Europe/Madrid',
    ],
    ['that of the place above', placed(ann.contact, { ...north, time_zone: 'Africa/Lagos' }), 'Africa/Lagos'],
    [
      'none where what it says is no zone',
      placed(contact('a', 'person', [], { time_zone: 'Nairobi time' })),
      undefined,
    ],
    ['none for nobody', null, undefined],
  ];
  for (const [why, one, zone] of table) it(`is ${why}`, () => expect(ownZone(one)).to.equal(zone));
});
