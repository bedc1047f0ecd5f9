import { parseSettings, type Settings } from '@rounds/config/settings.ts';
import { normalPhone } from '@rounds/sentinel/rules/phone.ts';
import { readMessage } from '@rounds/sentinel/rules/read/message.ts';
import { readRecord } from '@rounds/sentinel/rules/read/record.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { now } from './forms.ts';

/** The same inputs on every run. */
const fixed = { seed: 20260114, endOnFailure: true };

const types = [
  ...['string', 'integer', 'date', 'boolean', 'month', 'phone_number', 'number', 'year', 'complex', 'custom', 'of no kind'],
  ...['bsDate', 'bsYear', 'bsMonth', 'bsDay', 'bsAggreDate'],
];
const names = ['N', 'ID', 'n?', '(a+)+$', '[', '\\', '*', '.', 'name', 'नाम', 'الاسم', 'p.q', '__proto__', '#', '!', 'İ', '1', '𝒳'];
const word = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 4 }));
const label = fc.oneof(
  word,
  fc.record({ en: word, fr: word }),
  fc.constant([{ locale: 'en', content: 'N' }]),
  fc.constant({ translation_key: 'k' }),
);

const field = fc.record(
  {
    type: fc.constantFrom(...types),
    required: fc.boolean(),
    labels: fc.record({ tiny: label, short: label }, { requiredKeys: [] }),
    list: fc.array(fc.tuple(fc.oneof(fc.integer(), word), label), { maxLength: 3 }),
  },
  { requiredKeys: ['type'] },
);
const form = fc.record({ fields: fc.dictionary(word, field, { maxKeys: 6 }), facility_reference: word }, { requiredKeys: ['fields'] });
const codes = ['P', 'V', 'ABC', 'É', 'फ', 'a'];

/** Settings as they are stored, faulty ones too: what of them can be used is used. */
const settings = fc.record({
  forms: fc.dictionary(fc.constantFrom(...codes), form, { maxKeys: 4 }),
  forms_only_mode: fc.boolean(),
  default_country_code: fc.constantFrom('254', '977', '1', undefined),
  phone_validation: fc.constantFrom('full', 'partial', 'none'),
  default_timezone: fc.constantFrom('UTC', 'Asia/Kathmandu', undefined),
});
const usable = (raw: unknown): Settings => parseSettings(raw).settings;

const pieces = [
  ...codes,
  ...names,
  ...['#', '!', '-', ',', ':', ' ', '\n', '"', '\u201c', '\\#', '\\', '1!', 'J1!', '2!', '\u200b', '\ufeff', '\u202e', '\0'],
  ...['12', '०१२', '٢٠١٢-٠٣-١٢', '2012-03-12', '2072-01-12', '0712345678', '1e9', '-5', '9'.repeat(50), '\ud83d', '\udc00', '👩🏽‍⚕️'],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map(parts => parts.join('')),
  fc
    .tuple(fc.constantFrom(...codes), fc.array(fc.constantFrom(...pieces), { maxLength: 20 }))
    .map(([code, parts]) => `${code} ${parts.join(' ')}`),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }).map(bytes => String.fromCharCode(...bytes.map(byte => byte))),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map(units => String.fromCharCode(...units)),
);

const wholeText = (value: string): string => value.replace(/\p{Surrogate}/gu, '\ufffd');
const words = { en: { k: 'K', 'sys.missing_fields': 'Missing: {{fields}} $& $1' } };

describe('Any message at all', () => {
  it('is a report that keeps its text, is as JSON what it is, and is the same when read again', () => {
    fc.assert(
      fc.property(settings, text, fc.option(text), fc.anything(), fc.option(text), (raw, message, from, sentTimestamp, locale) => {
        const chosen = usable(raw);
        const reading = { settings: chosen, words, now };
        const incoming = { message, from: from ?? undefined, sentTimestamp, locale: locale ?? undefined };
        const report = readMessage({ ...incoming, ...reading });
        expect(report.type).to.equal('data_record');
        expect(report.sms_message?.message).to.equal(wholeText(message));
        expect(report.reported_date).to.satisfy(Number.isSafeInteger);
        expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
        expect(JSON.stringify(report)).not.to.match(/\\ud[89a-f]/);
        for (const { code, message: said } of report.errors ?? []) expect([code, said].every(each => each.length > 0)).to.equal(true);
        const known = Object.keys(chosen.forms).map(code => code.toUpperCase());
        if (report.form !== undefined && !known.includes(report.form))
          expect([chosen.forms_only_mode, report.errors?.map(({ code }) => code)]).to.deep.equal([true, ['sys.form_not_found']]);
        if (report.form === undefined) expect(report.fields).to.deep.equal({});
        expect(readMessage({ ...incoming, ...reading })).to.deep.equal(report);
      }),
      { ...fixed, numRuns: 1000 },
    );
  });

  it('leaves a phone number as it is once it is normal', () => {
    fc.assert(
      fc.property(settings, fc.oneof(text, fc.stringMatching(/^[+0-9 ()-]{0,20}$/)), (raw, from) => {
        const chosen = usable(raw);
        const once = normalPhone(from, chosen);
        expect(normalPhone(once, chosen)).to.equal(once);
      }),
      { ...fixed, numRuns: 1000 },
    );
  });
});

describe('Any JSON record at all', () => {
  it('is a report, or is refused', () => {
    const meta = fc.record({
      form: fc.constantFrom(...codes, 'zz'),
      from: fc.anything(),
      reported_date: fc.anything(),
      locale: fc.anything(),
    });
    const body = fc.tuple(meta, fc.dictionary(word, fc.jsonValue())).map(([_meta, fields]) => ({ ...fields, _meta }));
    fc.assert(
      fc.property(settings, fc.oneof(fc.anything(), fc.jsonValue(), body, body, body), (raw, record) => {
        const chosen = usable(raw);
        const answer = readRecord(record, { settings: chosen, words, now });
        if ('fault' in answer) {
          expect(answer.fault).to.match(/^(Missing|Form not found)/);
          return;
        }
        expect(answer.report.type).to.equal('data_record');
        expect(JSON.stringify(answer.report)).not.to.match(/\\ud[89a-f]/);
        expect(Object.keys(chosen.forms).map(code => code.toUpperCase())).to.include(answer.report.form);
      }),
      { ...fixed, numRuns: 1000 },
    );
  });
});

describe('A message of a hundred kilobytes', () => {
  const { settings: chosen } = parseSettings({
    forms: {
      P: {
        fields: {
          name: { type: 'string', labels: { tiny: 'N', short: '(a+)+$' }, required: true },
          lmp: { type: 'integer', labels: { tiny: 'LMP' }, list: [[1, 'one']] },
          dob: { type: 'date', labels: { tiny: 'D' } },
          phone: { type: 'phone_number', labels: { tiny: 'PH' } },
          bs: { type: 'bsDate', labels: { tiny: 'BS' } },
          patient_id: { type: 'string', labels: { tiny: 'ID' } },
          note: { type: 'string', labels: { tiny: 'NOTE' } },
        },
      },
    },
    default_country_code: '254',
  });
  const size = 100_000;
  const units = [
    ...[
      'a',
      ' ',
      '\t\n',
      '#',
      '!',
      '!a',
      '-',
      '"',
      '" ',
      '\\',
      '\\#',
      '#\\',
      '1',
      '١',
      '𝟡',
      '1-',
      '2012-',
      '+',
      '.',
      '\u200b',
      '\0',
      '\ufeff',
    ],
    ...['#N', '#N a', '#LMP 1', 'N', 'N ', '{{fields}}', '😀', '\ud83d', 'e\u0301', '\u0301', 'ﷺ'],
  ];
  const begins = ['', 'P ', 'P#', 'P N ', 'P D ', 'P PH ', 'P ID ', 'P BS ', '1!P!', 'J1!P!', 'J1!P!N#', '1!', ' '];

  // Work that grew with the square of the length would take ten thousand million steps for each, and what backtracks would never end.
  for (const begin of begins)
    it(`is read to its end when it begins with ${JSON.stringify(begin)}, whatever is repeated after it`, () => {
      for (const unit of units) {
        const message = begin + unit.repeat(size / unit.length);
        const report = readMessage({ message, from: unit.repeat(1000), settings: chosen, words: {}, now });
        expect(report.sms_message?.message === wholeText(message), unit).to.equal(true);
        expect(report.type).to.equal('data_record');
      }
    });
});
