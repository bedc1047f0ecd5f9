import { findWord, localeChain, messageLocales, pickText, word, wordsOf } from '@rounds/config/words/translations.ts';
import { expect } from 'chai';

const docs = [
  {
    _id: 'messages-en',
    type: 'translations',
    code: 'en',
    generic: { hello: 'Hello', bye: 'Bye' },
    custom: { hello: 'Good day' },
  },
  { _id: 'messages-sw', type: 'translations', code: 'sw', generic: { hello: 'Habari' }, custom: { empty: '' } },
  { _id: 'messages-fr', type: 'translations', code: 'fr' },
  { _id: 'settings', settings: {} },
  null,
];
const words = wordsOf(docs);

describe('the words', () => {
  it('of the programme win over those that come with Rounds', () =>
    expect(words).to.deep.equal({ en: { hello: 'Good day', bye: 'Bye' }, sw: { hello: 'Habari', empty: '' }, fr: {} }));

  const found: [key: string, locales: string[], text: string][] = [
    ['hello', ['sw', 'en'], 'Habari'],
    ['bye', ['sw', 'en'], 'Bye'],
    ['bye', ['sw'], 'bye'],
    ['hello', ['xx', 'en'], 'Good day'],
    ['nothing', ['sw', 'en'], 'nothing'],
    ['empty', ['sw', 'en'], 'empty'],
    ['constructor', ['en'], 'constructor'],
    ['hello', ['constructor', 'fr', 'sw'], 'Habari'],
  ];
  for (const [key, locales, text] of found)
    it(`"${key}" in ${locales.join(', then ')} is "${text}"`, () => {
      expect(word(words, key, locales)).to.equal(text);
      expect(findWord(words, key, locales)).to.equal(text === key ? undefined : text);
    });
});

describe('the language of a message', () => {
  const settings = { locale: 'en', locale_outgoing: 'fr' };
  const cases: [whose: string, doc: object, settings: object, locales: string[]][] = [
    [
      'is that of the document first',
      { locale: 'sw', sms_message: { locale: 'ne' } },
      settings,
      ['sw', 'ne', 'fr', 'en'],
    ],
    ['is that of its SMS then', { sms_message: { locale: 'sw' } }, settings, ['sw', 'fr', 'en']],
    ['is that of outgoing messages then', {}, settings, ['fr', 'en']],
    ['is that of the programme then', {}, { locale: 'sw' }, ['sw', 'en']],
    ['is English at last', { locale: '' }, {}, ['en']],
    [
      'is tried without its region, too',
      { locale: 'sw-KE' },
      { locale: 'fr_SN' },
      ['sw-KE', 'sw', 'fr_SN', 'fr', 'en'],
    ],
    ['is never anything but text', { locale: 3, sms_message: 'x' }, {}, ['en']],
  ];
  for (const [whose, doc, given, locales] of cases)
    it(whose, () => expect(messageLocales(doc, given)).to.deep.equal(locales));

  it('is named once where it comes twice', () => expect(localeChain('en', 'sw', 'sw')).to.deep.equal(['en', 'sw']));
});

describe('a text in several languages', () => {
  const list = [
    { locale: 'en', content: 'Mute' },
    { locale: 'sw', content: 'Nyamazisha' },
  ];
  const cases: [text: Parameters<typeof pickText>[0], locales: string[], picked: string | undefined][] = [
    [list, ['sw', 'en'], 'Nyamazisha'],
    [list, ['fr', 'en'], 'Mute'],
    [list, ['fr'], 'Mute'],
    [{ sw: 'Nyamazisha', en: 'Mute' }, ['en'], 'Mute'],
    [{ sw: 'Nyamazisha' }, ['en'], 'Nyamazisha'],
    ['Mute', ['sw'], 'Mute'],
    [[{ content: 'Mute' }], ['sw'], 'Mute'],
    [[], ['sw'], undefined],
    [undefined, ['sw'], undefined],
  ];
  for (const [text, locales, picked] of cases)
    it(`${JSON.stringify(text) ?? 'nothing'} for ${locales} is ${picked ?? 'nothing'}`, () =>
      expect(pickText(text, locales)).to.equal(picked));
});
