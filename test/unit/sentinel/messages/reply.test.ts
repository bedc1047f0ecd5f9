import type { Reply } from '@rounds/config/sections/text.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import { firstState, messageFor, phoneFor, taskFor, withTask } from '@rounds/sentinel/messages/reply.ts';
import { type Spoken, textOf } from '@rounds/sentinel/messages/wording.ts';
import { isValidRegistration, isValidSubmission } from '@rounds/sentinel/reports/submission.ts';
import { expect } from 'chai';
import { contact, report } from '../engine/sentinel-in-memory.ts';

const [district, centre, north] = [
  contact('district', 'district_hospital'),
  contact('centre', 'health_center'),
  contact('north', 'clinic'),
];
const phones = new Map([
  ['district', '+1 district'],
  ['centre', '+1 centre'],
  ['north', '+1 north'],
]);
const placed = (who: string, more: object, ...lineage: Placed['contact'][]): Placed => ({
  contact: contact(who, 'person', [], more),
  lineage,
  phones,
});
const spoken = (more: { report?: Partial<Report>; settings?: object; sender?: Placed | null } = {}): Spoken => ({
  report: report('mute', '', { from: '+254700000009', ...more.report }),
  sender:
    more.sender === undefined
      ? placed('chw', { phone: '+254700000001', language: 'sw' }, centre, district)
      : more.sender,
  subject: { patient: placed('Ann', { age: 30 }, north, centre, district), place: null },
  settings: parseSettings({ locale: 'fr', default_timezone: 'Africa/Nairobi', ...more.settings }).settings,
  words: {
    en: { hi: 'Hello {{patient_name}}', only: 'English' },
    fr: { hi: 'Bonjour {{patient_name}}', aussi: 'Français' },
    sw: { hi: 'Habari {{patient_name}}' },
  },
});

describe('What the reporter is told', () => {
  const languages: [why: string, spoken: Spoken, said: string][] = [
    ['in the language of the report', spoken({ report: { locale: 'en' } }), 'Hello Ann'],
    ['else in that of its SMS', spoken({ report: { sms_message: { locale: 'en' } } }), 'Hello Ann'],
    ['else in that of the sender', spoken(), 'Habari Ann'],
    ['else in that of outgoing messages', spoken({ sender: null, settings: { locale_outgoing: 'en' } }), 'Hello Ann'],
    ['else in that of the programme', spoken({ sender: null }), 'Bonjour Ann'],
  ];
  for (const [why, how, said] of languages)
    it(`is ${why}`, () => expect(textOf({ translation_key: 'hi' }, how)).to.equal(said));

  it('falls back to a language that has the words, and is nothing where none has', () => {
    expect(textOf({ translation_key: 'only' }, spoken())).to.equal('English');
    expect(textOf({ translation_key: 'aussi' }, spoken())).to.equal('Français');
    expect(textOf({ translation_key: 'nowhere' }, spoken())).to.equal('');
    expect(textOf({}, spoken())).to.equal('');
  });

  const texts: [template: string, text: string][] = [
    ['{{patient.name}} of {{patient.parent.name}} & {{clinic.name}}', 'Ann of north & north'],
    ['{{patient.age}} {{health_center.name}} {{contact.name}}', '30 centre chw'],
    ['{{#date}}{{reported_date}}{{/date}}', '14-Jan-2026'],
    ['{{#datetime}}{{reported_date}}{{/datetime}}', '14-Jan-2026 13:00:00'],
    ['{{#date}}soon{{/date}} {{missing}}<b>', 'soon <b>'],
    ['{{why}}', 'moved & gone'],
    ['{{#list}}{{.}} {{/list}}', '0 1 2 3 4 5 6 7 8 9 '],
    ['{{#patient}}{{name}}{{/place}}', '{{#patient}}{{name}}{{/place}}'],
  ];
  for (const [message, text] of texts)
    it(`fills in ${message}, without turning signs into HTML`, () =>
      expect(
        textOf({ message }, spoken({ report: { fields: { why: 'moved & gone', list: [...'0123456789'] } } })),
      ).to.equal(text));

  it('goes out as it stands where lists inside lists would take for ever to fill in, and the next is filled in again', () => {
    const how = spoken({ report: { fields: { list: [...'0123456789'] } } });
    const deep = (levels: number) => `${'{{#list}}'.repeat(levels)}x${'{{/list}}'.repeat(levels)}`;
    expect(textOf({ message: deep(3) }, how)).to.equal('x'.repeat(1000));
    expect(textOf({ message: deep(6) }, how)).to.equal(deep(6));
    expect(textOf({ message: deep(3) }, how)).to.equal('x'.repeat(1000));
  });

  it('gives a day without a time as the day that it is, wherever the programme and the machine are', () => {
    for (const default_timezone of ['Pacific/Honolulu', 'Pacific/Kiritimati'])
      expect(textOf({ message: '{{#date}}2026-01-14{{/date}}' }, spoken({ settings: { default_timezone } }))).to.equal(
        '14-Jan-2026',
      );
  });

  const recipients: [recipient: Reply['recipient'], phone: string | undefined][] = [
    [undefined, '+254700000009'],
    ['reporting_unit', '+254700000009'],
    ['parent', '+1 centre'],
    ['grandparent', '+1 district'],
    ['clinic', '+1 north'],
    ['health_center', '+1 centre'],
    ['district', '+1 district'],
    ['ancestor:health_center', '+1 centre'],
    ['helper', '+254711111111'],
    ['+254 722 222 222', '+254 722 222 222'],
    [['nobody', 'clinic'], '+1 north'],
    ['nobody', '+254700000009'],
  ];
  for (const [recipient, phone] of recipients)
    it(`goes to ${phone} for ${JSON.stringify(recipient)}`, () =>
      expect(phoneFor(recipient, spoken({ report: { fields: { helper: '+254711111111' } } }))).to.equal(phone));

  it('goes nowhere else when the programme does not want the sender instead, and has its number rewritten where it does', () => {
    expect(phoneFor('nobody', spoken({ settings: { sms: { default_to_sender: false } } }))).to.equal(undefined);
    const settings = {
      outgoing_phone_replace: { match: '+254', replace: '0' },
      outgoing_phone_filters: [{ match: '9$', replace: '8' }],
    };
    expect(phoneFor('reporting_unit', spoken({ settings }))).to.equal('0700000008');
  });

  const states: [why: string, settings: object, state: string][] = [
    ['from an ordinary number', {}, 'pending'],
    ['from the number of the gateway', { gateway_number: '+254700000009' }, 'denied'],
    ['from a number on the list', { outgoing_deny_list: '+1, +2547' }, 'denied'],
    ['from a number too short', { outgoing_deny_shorter_than: 20 }, 'denied'],
  ];
  for (const [why, settings, state] of states)
    it(`is ${state} to a report ${why}`, () => expect(firstState(spoken({ settings }))).to.equal(state));

  it('has an id made from its cause, and is added once', () => {
    const say = () => taskFor(['report', 'muting'], { text: 'Done' }, spoken(), '2026-01-14T10:00:00.000Z');
    expect(say().messages?.[0]?.uuid)
      .to.match(/^[0-9a-f-]{36}$/)
      .and.to.equal(say().messages?.[0]?.uuid);
    expect(withTask(withTask(report('mute', ''), say()), { ...say(), state: 'sent' }).tasks).to.deep.equal([say()]);
  });

  it('is kept, and says why it does not go, when nobody has a number', () => {
    const task = taskFor(
      ['x'],
      { text: 'Done' },
      { ...spoken({ sender: null }), report: report('mute', '') },
      '2026-01-14T10:00:00.000Z',
    );
    expect(task).to.deep.include({ state: 'denied', state_details: { reason: 'no phone number' } });
  });

  it('is nothing for an event without a message', () => {
    expect(messageFor([{ event_type: 'mute', translation_key: 'hi' }], 'unmute', spoken())).to.equal(undefined);
    expect(
      messageFor([{ event_type: 'mute', translation_key: 'hi', recipient: 'clinic' }], 'mute', spoken()),
    ).to.deep.equal({
      text: 'Habari Ann',
      recipient: 'clinic',
    });
  });
});

describe('Reports that count', () => {
  const { settings } = parseSettings({
    forms: { MUTE: {}, PUB: { public_form: true } },
    registrations: [{ form: 'pub' }, { form: 'mute' }],
  });
  const known = placed('chw', { phone: '+1' });
  const byPlace = placed('aunt', {}, north);
  const sms = (form: string, more: Partial<Report> = {}) =>
    ({ ...report(form, ''), content_type: undefined, ...more }) as unknown as Report;

  const submissions: [why: string, report: Report, sender: Placed | null, valid: boolean][] = [
    ['a form filled in on a screen', report('anything', ''), null, true],
    ['an SMS of a public form', sms('pub'), null, true],
    ['an SMS from somebody with a phone', sms('mute'), known, true],
    ['an SMS from a place whose contact has a phone', sms('mute'), byPlace, true],
    ['an SMS from a stranger', sms('mute'), null, false],
    ['an SMS of a form that there is not', sms('other'), known, false],
    ['a message without a form', sms(''), known, false],
  ];
  for (const [why, one, sender, valid] of submissions)
    it(`${valid ? 'count' : 'do not count'}: ${why}`, () =>
      expect(isValidSubmission(one, settings, sender)).to.equal(valid));

  const registrations: [why: string, report: Report, valid: boolean][] = [
    ['a form of a registration, from a screen', report('PUB', ''), true],
    ['one with errors', report('pub', '', { errors: [{ code: 'a', message: 'b' }] }), false],
    ['a form that registers nothing', report('visit', ''), false],
    ['an SMS of a public form from a stranger', sms('pub', { contact: undefined } as object), true],
    ['an SMS from a known sender', sms('mute'), true],
    ['an SMS from a stranger', sms('mute', { contact: undefined } as object), false],
  ];
  for (const [why, one, valid] of registrations)
    it(`${valid ? 'are' : 'are not'} registrations: ${why}`, () =>
      expect(isValidRegistration(one, settings)).to.equal(valid));
});

describe('Somebody who wrote in a chat', () => {
  for (const from of ['chat:abcdefghijklmnopqrstuv', 'chat:0712345678901234567890'])
    describe(from, () => {
      const strict = {
        outgoing_deny_with_alphas: true,
        outgoing_deny_shorter_than: 30,
        outgoing_deny_list: 'chat',
        outgoing_phone_replace: { match: 'chat', replace: '+1' },
        outgoing_phone_filters: [{ match: '\\d', replace: 'x' }],
        multipart_sms_limit: 1,
      };
      const said = spoken({ report: { from }, settings: strict });

      it('is answered where he wrote, whatever is said of numbers', () => {
        expect(phoneFor(undefined, said)).to.equal(from);
        expect(firstState(said)).to.equal('pending');
      });

      it('gets the whole text, however long', () => {
        const text = 'long '.repeat(100).trim();
        expect(taskFor(['cause'], { text }, said, '2026-01-14T10:00:00.000Z').messages?.[0]?.message).to.equal(text);
      });

      it('can be named by his address', () => expect(phoneFor(from, spoken())).to.equal(from));
    });

  it('is reached there also by what is said to him later, unless he has a phone or blocked the bot', () => {
    const addresses = [
      { address: 'chat:aaaaaaaaaaaaaaaaaaaaaa', blocked: true },
      { address: 'chat:bbbbbbbbbbbbbbbbbbbbbb' },
    ];
    const screen = (more: object) => spoken({ report: { from: '' }, sender: placed('chw', more, centre, district) });
    expect(phoneFor(undefined, screen({ addresses }))).to.equal('chat:bbbbbbbbbbbbbbbbbbbbbb');
    expect(phoneFor(undefined, screen({ addresses, phone: '+254700000001' }))).to.equal('+254700000001');
    expect(phoneFor(undefined, screen({ addresses: addresses.slice(0, 1) }))).to.equal(undefined);
  });
});
