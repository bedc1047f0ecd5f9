import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';
import { readRecord } from '@rounds/sentinel/reading/record.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { now } from './forms.ts';

/** The same inputs on every run. */
const fixed = { seed: 20260114, endOnFailure: true };

const types = [
  ...[
    'string',
    'integer',
    'date',
    'boolean',
    'month',
    'phone_number',
    'number',
    'year',
    'complex',
    'custom',
    'of no kind',
  ],
  ...['bsDate', 'bsYear', 'bsMonth', 'bsDay', 'bsAggreDate'],
];
const names = [
  'N',
  'ID',
  'n?',
  '(a+)+$',
  '[',
  '\\',
  '*',
  '.',
  'name',
  'नाम',
  'الاسم',
  'p.q',
  '__proto__',
  '#',
  '!',
  'İ',
  '1',
  '𝒳',
];
const word = fc.oneof(
  fc.constantFrom(...names),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
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
const form = fc.record(
  { fields: fc.dictionary(word, field, { maxKeys: 6 }), facility_reference: word },
  { requiredKeys: ['fields'] },
);
const codes = ['P', 'V', 'ABC', 'É', 'फ', 'a'];

const others = {
  forms_only_mode: fc.boolean(),
  default_country_code: fc.constantFrom('254', '977', '1', undefined),
  phone_validation: fc.constantFrom('full', 'partial', 'none'),
  default_timezone: fc.constantFrom('UTC', 'Asia/Kathmandu', undefined),
};
/** Settings as they are stored, faulty ones too: what of them can be used is used. */
const settings = fc.record({ forms: fc.dictionary(fc.constantFrom(...codes), form, { maxKeys: 4 }), ...others });

type Field = { type: string; required?: boolean; labels?: { tiny?: unknown; short?: unknown }; list?: unknown };
const spelling = (of: unknown): string =>
  String(typeof of === 'string' ? of : ((of as { en?: string }).en ?? ''))
    .trim()
    .toLowerCase();

/**
 * Fields between which nothing is wrong: no tiny label twice, none below another, a year beside a date put together.
 */
const inOrder = (given: readonly [string, Field][]): [string, Field][] => {
  const known = given.filter(([key]) => key !== '__proto__' && !given.some(([other]) => key.startsWith(`${other}.`)));
  const fields = known.map(([key, { labels, ...rest }], at): [string, Field] => {
    const before = known.slice(0, at).map(([, other]) => spelling(other.labels?.tiny ?? ''));
    const { tiny, ...more } = labels ?? {};
    const isOwn = typeof tiny === 'string' && !before.includes(spelling(tiny));
    return [key, { ...rest, labels: isOwn ? { tiny, ...more } : more }];
  });
  return [...fields, ['year of Nepal', { type: 'bsYear' }]];
};
const soundForm = fc
  .tuple(
    fc.uniqueArray(fc.tuple(word, field), { minLength: 1, maxLength: 6, selector: ([key]) => key.toLowerCase() }),
    fc.nat(),
  )
  .map(([given, which]) => {
    const fields = inOrder(given as [string, Field][]);
    return { fields: Object.fromEntries(fields), facility_reference: fields[which % fields.length]![0] };
  });
/** Settings without a fault, in which the first codes are forms. */
const soundSettings = fc.record({
  forms: fc.record(Object.fromEntries(codes.slice(0, 4).map(code => [code, soundForm]))),
  ...others,
});
const usable = (raw: unknown): Settings => parseSettings(raw).settings;

const pieces = [
  ...codes,
  ...names,
  ...[
    '#',
    '!',
    '-',
    ',',
    ':',
    ' ',
    '\n',
    '"',
    '\u201c',
    '\\#',
    '\\',
    '1!',
    'J1!',
    '2!',
    '\u200b',
    '\ufeff',
    '\u202e',
    '\0',
  ],
  ...[
    '12',
    '०१२',
    '٢٠١٢-٠٣-١٢',
    '2012-03-12',
    '2072-01-12',
    '0712345678',
    '1e9',
    '-5',
    '9'.repeat(50),
    '\ud83d',
    '\udc00',
    '👩🏽‍⚕️',
  ],
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

/** Ways of writing answers down: after their labels, in order, by label and answer in turn, one after the other. */
const tinyOf = ({ labels }: Field): string => (typeof labels?.tiny === 'string' ? labels.tiny : 'N');
const written: ((code: string, fields: readonly Field[], answers: readonly string[]) => string)[] = [
  (code, fields, answers) =>
    `${code}#${answers.map((one, index) => `${tinyOf(fields[index] ?? ({} as Field))} ${one}`).join('#')}`,
  (code, _, answers) => `1!${code}!${answers.join('#')}`,
  (code, fields, answers) =>
    `J1!${code}!${answers.map((one, index) => `${tinyOf(fields[index] ?? ({} as Field))}#${one}`).join('#')}`,
  (code, _, answers) => `${code} ${answers.join(' ')}`,
];

/** Answers without anything that parts them from others. */
const plain = fc.oneof(
  fc.stringMatching(/^[a-m0-9]{1,8}$/),
  fc.constantFrom(
    '0',
    '1',
    '7',
    '012',
    '2072',
    '12.5',
    '०३१७७',
    '2012-03-12',
    '2072-01-12',
    '2012-02-31',
    '0712345678',
    '9'.repeat(30),
    'été',
  ),
);
const answer = fc.oneof(plain, plain, fc.constantFrom(...pieces));

const isText = (value: unknown): boolean => typeof value === 'string';
/** Types of which a list says what may be answered. */
const isListed = (type: string): boolean => type === 'integer' || type === 'string';
const isWhole = (from: number, to: number) => (value: unknown) =>
  Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
const isMoment = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
const kinds: Record<string, (value: unknown) => boolean> = {
  integer: Number.isSafeInteger,
  year: Number.isSafeInteger,
  bsYear: Number.isSafeInteger,
  month: isWhole(1, 12),
  bsMonth: isWhole(1, 12),
  bsDay: isWhole(1, 32),
  number: Number.isFinite,
  boolean: value => typeof value === 'boolean',
  date: isMoment,
  bsDate: isMoment,
  bsAggreDate: isMoment,
};

/** The value of a field, whose key may have dots. */
const at = (fields: Record<string, unknown>, key: string): unknown => {
  if (Object.hasOwn(fields, key)) return fields[key];
  const dot = key.indexOf('.');
  const below = dot < 0 ? undefined : fields[key.slice(0, dot)];
  return typeof below === 'object' && below !== null
    ? at(below as Record<string, unknown>, key.slice(dot + 1))
    : undefined;
};

describe('Any message at all', () => {
  const isReport = (
    chosen: Settings,
    message: string,
    more: { from: string | null; sentTimestamp: unknown; locale: string | null },
  ) => {
    const reading = { settings: chosen, words, now };
    const incoming = {
      message,
      from: more.from ?? undefined,
      sentTimestamp: more.sentTimestamp,
      locale: more.locale ?? undefined,
    };
    const report = readMessage({ ...incoming, ...reading });
    expect(report.type).to.equal('data_record');
    expect(report.sms_message?.message).to.equal(wholeText(message));
    expect(report.reported_date).to.satisfy(Number.isSafeInteger);
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
    expect(JSON.stringify(report)).not.to.match(/\\ud[89a-f]/);
    for (const { code, message: said } of report.errors ?? [])
      expect([code, said].every(each => each.length > 0)).to.equal(true);
    const known = Object.keys(chosen.forms).map(code => code.toUpperCase());
    if (report.form !== undefined && !known.includes(report.form))
      expect([chosen.forms_only_mode, report.errors?.map(({ code }) => code)]).to.deep.equal([
        true,
        ['sys.form_not_found'],
      ]);
    if (report.form === undefined) expect(report.fields).to.deep.equal({});
    expect(readMessage({ ...incoming, ...reading })).to.deep.equal(report);
    return report;
  };
  const more = fc.record({ from: fc.option(text), sentTimestamp: fc.anything(), locale: fc.option(text) });

  it('is a report that keeps its text, is as JSON what it is, and is the same when read again, whatever the settings', () => {
    fc.assert(
      fc.property(settings, text, more, (raw, ...given) => void isReport(usable(raw), ...given)),
      { ...fixed, numRuns: 300 },
    );
  });

  it('has of each field a value of its kind, none, or a fault that names it', () => {
    const seen = new Set<string>();
    const answered = fc.tuple(
      fc.constantFrom(...codes.slice(0, 4)),
      fc.constantFrom(...written),
      fc.array(answer, { maxLength: 8 }),
    );
    fc.assert(
      fc.property(soundSettings, answered, more, (raw, [code, write, answers], rest) => {
        const { settings: chosen, faults } = parseSettings(raw);
        expect(faults).to.deep.equal([]);
        const { fields } = raw.forms[code]!;
        const report = isReport(chosen, write(code, Object.values(fields) as Field[], answers), rest);
        if (report.form !== code.toUpperCase()) return;
        const faulty = (report.errors ?? []).flatMap(({ fields: keys = [] }) => keys);
        for (const [key, { type, list }] of Object.entries(fields) as [string, Field][]) {
          const value = at(report.fields!, key);
          if (value === undefined || value === null) continue;
          seen.add(type);
          if (!faulty.includes(key))
            expect(value, `${key} ${type}`).to.satisfy(list && isListed(type) ? isText : (kinds[type] ?? isText));
        }
      }),
      { ...fixed, numRuns: 700 },
    );
    // Else this would have looked at nothing.
    expect([...seen].sort()).to.deep.equal([...types].sort());
  });

  it('says the same in all four ways of writing plain answers', () => {
    const fields = fc.array(fc.constantFrom(...types.filter(type => type !== 'bsAggreDate')), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fields, fc.array(plain, { minLength: 6, maxLength: 6 }), (kindsOf, given) => {
        const entries = kindsOf.map((type, index) => [
          `f${index}`,
          { type, required: true, labels: { tiny: `Q${'ABCDEF'[index]}` } },
        ]);
        const { settings: chosen, faults } = parseSettings({
          forms: { P: { fields: Object.fromEntries(entries) } },
          default_timezone: 'UTC',
        });
        expect(faults).to.deep.equal([]);
        const answers = given.slice(0, kindsOf.length);
        const [first, ...rest] = written.map(write => {
          const {
            form,
            fields: read,
            errors,
          } = readMessage({
            message: write(
              'P',
              entries.map(([, one]) => one as Field),
              answers,
            ),
            ...{ settings: chosen, words, now },
          });
          return { form, read, errors };
        });
        expect(Object.keys(first!.read!)).to.have.length(kindsOf.length);
        for (const other of rest) expect(other).to.deep.equal(first);
      }),
      { ...fixed, numRuns: 300 },
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

  it('has of each field of a known kind such a value, none, or a fault that names it', () => {
    const seen = new Set<string>();
    const value = fc.oneof(plain, fc.boolean(), fc.integer(), fc.double(), fc.jsonValue());
    const isOf: typeof kinds = {
      ...kinds,
      integer: Number.isInteger,
      complex: one => typeof one === 'object',
      string: isText,
    };
    const checked = ['integer', 'string', 'boolean', 'complex', 'date', 'bsDate'];
    fc.assert(
      fc.property(
        soundSettings,
        fc.constantFrom(...codes.slice(0, 4)),
        fc.array(value, { maxLength: 8 }),
        (raw, code, given) => {
          const { fields } = raw.forms[code]!;
          const sent = Object.keys(fields).flatMap((key, index) =>
            index < given.length ? [[key.toUpperCase(), given[index]]] : [],
          );
          const record = JSON.parse(JSON.stringify({ ...Object.fromEntries(sent), _meta: { form: code } })) as unknown;
          const answer = readRecord(record, { settings: usable(raw), words, now });
          if ('fault' in answer) throw new Error(answer.fault);
          const faulty = (answer.report.errors ?? []).flatMap(({ fields: keys = [] }) => keys);
          for (const [key, { type, list }] of Object.entries(fields) as [string, Field][]) {
            const stored = at(answer.report.fields!, key);
            if (stored === undefined || stored === null || list || !checked.includes(type)) continue;
            seen.add(type);
            if (!faulty.includes(key)) expect(stored, `${key} ${type}`).to.satisfy(isOf[type]!);
          }
        },
      ),
      { ...fixed, numRuns: 700 },
    );
    expect([...seen].sort()).to.deep.equal([...checked].sort());
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

  // Work that grew with the square of the length would take ten thousand million steps for each, and an expression
  // that backtracks would never end.
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
