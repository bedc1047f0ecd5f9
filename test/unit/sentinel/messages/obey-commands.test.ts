import type { Consent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { defaultResponses } from '@rounds/sentinel/messages/default-responses.ts';
import { obeyCommands } from '@rounds/sentinel/messages/obey-commands.ts';
import { expect } from 'chai';
import { chw, effectsOf, factsOf, outcomeOf } from '../engine/one-rule.ts';
import { report, wednesday } from '../engine/sentinel-in-memory.ts';

const words = {
  en: {
    ...{ 'chats.paused': 'Paused.', 'chats.resumed': 'Back.', 'chats.left': 'Left.', 'chats.help': 'Help.' },
    ...{
      'chats.language_set': 'English.',
      'chats.languages': 'Which?',
      'chats.not_known': 'Who?',
      'chats.privacy': 'P.',
    },
    sms_received: 'Got it.',
  },
  sw: { 'chats.language_set': 'Kiswahili.', 'chats.paused': 'Kimya.', 'commands.pause': 'nyamaza' },
};
const chat = 'chat:abcdefghijklmnopqrstuv';
const settings = {
  transitions: { default_responses: true },
  default_responses: { start_date: '2020-01-01' },
  forms: { PAUSE: { meta: { code: 'PAUSE' } } },
};
const sms = (message: string, more: object = {}): Report =>
  ({
    ...report('', ''),
    ...{ form: undefined, content_type: undefined, fields: {}, from: '+254700000001', reported_date: wednesday },
    sms_message: { type: 'sms_message', message, from: '+254700000001' },
    ...more,
  }) as unknown as Report;
const texts = (doc: Report | undefined) => (doc?.tasks ?? []).map(({ messages }) => messages?.[0]?.message);

describe('A command', () => {
  const facts = factsOf({ settings, words });
  const obeyed = (message: string, more: object = {}, known = facts) =>
    outcomeOf(obeyCommands, sms(message, more), [chw.contact], known);

  const cases: [text: string, answer: string, what: Consent['what'] | undefined][] = [
    ['STOP', 'Left.', 'left'],
    ['/pause', 'Paused.', 'paused'],
    ['nyamaza', 'Paused.', 'paused'],
    ['resume', 'Back.', 'resumed'],
    ['help', 'Help.', undefined],
    ['/privacy', 'P.', undefined],
    ['lang', 'Which?', undefined],
  ];
  for (const [text, answer, what] of cases)
    it(`«${text}» by SMS is answered${what ? `, and noted as ${what}` : ''}`, () => {
      const outcome = obeyed(text);
      expect(texts(outcome?.doc)).to.deep.equal([answer]);
      const [entry] = (outcome?.made ?? []) as unknown as Consent[];
      expect([entry?.what, entry?.contact]).to.deep.equal([what, what && 'chw']);
      // Nobody else answers it.
      expect(effectsOf(defaultResponses, sms(text), facts)).to.deep.equal([]);
    });

  it('asks for another language, which is spoken from the answer on', () => {
    const outcome = obeyed('lang sw');
    expect(texts(outcome?.doc)).to.deep.equal(['Kiswahili.']);
    expect((outcome?.changed[0] as Contact | undefined)?.language).to.equal('sw');
  });

  it('in other words is a message as any other, and answered as such', () => {
    expect(obeyed('please stop the bleeding')?.doc.chat_message).to.equal(undefined);
    const [effect] = effectsOf(defaultResponses, sms('please stop the bleeding'), facts) ?? [];
    expect(effect?.do).to.equal('change');
  });

  it('that is called as a form of the programme is that form', () => {
    expect(obeyed('PAUSE', { form: 'PAUSE' })).to.equal(null);
  });

  it('of somebody whom nobody knows is left to other answers by SMS, and told so in a chat', () => {
    const strange = { ...facts, sender: null };
    expect(obeyed('STOP', {}, strange)?.made).to.deep.equal([]);
    expect(obeyed('STOP', {}, strange)?.doc.tasks ?? []).to.deep.equal([]);
    expect(texts(obeyed('/stop', { from: chat }, strange)?.doc)).to.deep.equal(['Who?']);
    expect(texts(obeyed('/help', { from: chat }, strange)?.doc)).to.deep.equal(['Help.']);
  });

  it('in a group, or taken as an answer to a question, is none', () => {
    expect(obeyed('stop', { chat_message: { group: 'g' } })).to.equal(null);
    expect(obeyed('stop', { chat_message: { taken_by: 'form' } })).to.equal(null);
  });

  it('of days ago is not obeyed when its document changes today', () => {
    const old = obeyed('STOP', { reported_date: wednesday - 2 * 24 * 3600 * 1000 });
    expect([old?.made, old?.doc.tasks ?? []]).to.deep.equal([[], []]);
  });
});
