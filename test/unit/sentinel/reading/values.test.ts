import { expect } from 'chai';
import { codesOf, now, read, settingsWith } from './forms.ts';

const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date);
const wrong = 'sys.incorrect_type';

/** Fields of one type, told apart by number. */
const readAs = (field: Record<string, unknown>, text: string, more: Record<string, unknown> = {}) =>
  read(`F#A ${text}`, {
    settings: settingsWith({ forms: { F: { fields: { a: { labels: { tiny: 'A' }, ...field } } } }, ...more }),
  });

describe('An answer in a message', () => {
  const choices = [
    [1, { en: 'one', ne: 'एक' }],
    ['f', 'female'],
  ];
  const table: [type: string, text: string, value: unknown, ...codes: string[]][] = [
    ['integer', '12', 12],
    ['integer', '0012', 12],
    ['integer', '१२', 12],
    ['integer', '١٢', 12],
    ['integer', '၁၂', 12],
    ['integer', ' -5', -5],
    ['integer', '12.5', 12.5, wrong],
    ['integer', '99999999999999999999', 100000000000000000000, wrong],
    ['integer', 'twelve', null, wrong],
    ['integer', '0x10', null, wrong],
    ['integer', '1e3', null, wrong],
    ['number', '36.6', 36.6],
    ['number', 'hot', null, wrong],
    ['year', '2012', 2012],
    ['month', '3', 3],
    ['month', '13', 13, wrong],
    ['month', 'March', null, wrong],
    ['string', 'Mary Jane', 'Mary Jane'],
    ['string', '०१', '०१'],
    ['custom', 'as it is', 'as it is'],
    ['nobody knows', 'as it is', 'as it is'],
    ['boolean', '1', true],
    ['boolean', '०', false],
    ['boolean', 'yes', null],
    ['date', '2012-03-12', day(2012, 3, 12)],
    ['date', '2012-3-5', day(2012, 3, 5)],
    ['date', '2012/03/12', day(2012, 3, 12)],
    ['date', '२०१२-०३-१२', day(2012, 3, 12)],
    ['date', '2012-03-12T10:30:00Z', day(2012, 3, 12) + 10.5 * 3_600_000],
    ['date', '1331510400000', day(2012, 3, 12)],
    ['date', '2012-02-30', null, wrong],
    ['date', '12', null, wrong],
    ['date', '12/03/2012', null, wrong],
    ['date', 'yesterday', null, wrong],
    ['bsDate', '2072-01-12', day(2015, 4, 25)],
    ['bsDate', '२०७२-०१-१२', day(2015, 4, 25)],
    ['bsDate', '2072-13-01', null, wrong],
    ['bsDate', '1950-01-01', null, wrong],
    ['phone_number', '0712 345 678', '+254712345678'],
    ['phone_number', '12 34', '1234'],
    ['phone_number', 'none', 'none'],
  ];
  for (const [type, text, value, ...codes] of table)
    it(`is ${JSON.stringify(value)} for ${type} ${JSON.stringify(text)}`, () => {
      const report = readAs({ type }, text);
      expect(report.fields).to.deep.equal({ a: value });
      expect(codesOf(report)).to.deep.equal(codes);
    });

  it('is told by a label whose letters are more in lower case than in capitals', () => {
    const settings = settingsWith({
      forms: { F: { fields: { a: { type: 'integer', labels: { tiny: 'İİ' } }, b: { type: 'string' } } } },
    });
    for (const text of ['F İİ5', 'F İİ 5', 'F#İİ5'])
      expect(read(text, { settings }).fields, text).to.deep.equal({ a: 5 });
  });

  const lists: [type: string, list: unknown, text: string, locale: string, value: unknown][] = [
    ['integer', choices, '1', 'en', 'one'],
    ['integer', choices, '01', 'ne', 'एक'],
    ['integer', choices, '१', 'sw', 'one'],
    ['integer', choices, '9', 'en', null],
    ['string', choices, 'F', 'en', 'female'],
    ['string', choices, 'x', 'en', null],
    ['string', { m: 'male' }, 'm', 'en', 'male'],
    ['month', choices, '1', 'en', 1],
  ];
  for (const [type, list, text, locale, value] of lists)
    it(`is ${JSON.stringify(value)} for ${text} of a list of ${type} in ${locale}`, () => {
      const settings = settingsWith({ forms: { F: { fields: { a: { type, list } } } } });
      expect(read(`F ${text}`, { settings, locale }).fields).to.deep.equal({ a: value });
    });

  it('has the digits of a short code in any script, and its text as it stands elsewhere', () => {
    const fields = { patient_id: { type: 'string' }, place_id: { type: 'string' }, room: { type: 'string' } };
    expect(read('F १२\u200b३ ៤៥ ๖', { settings: settingsWith({ forms: { F: { fields } } }) }).fields).to.deep.equal({
      patient_id: '123',
      place_id: '45',
      room: '๖',
    });
  });

  it('is from nobody where its sender is blanks only', () => {
    expect(read('F x', { from: ' \t ' })).to.not.have.any.keys('from');
    expect(read('F x', { from: ' \t ' }).sms_message).to.not.have.any.keys('from');
  });

  it('is a day where the programme is', () => {
    const report = readAs({ type: 'date' }, '2012-03-12', { default_timezone: 'Africa/Nairobi' });
    expect(report.fields).to.deep.equal({ a: day(2012, 3, 12) - 3 * 3_600_000 });
  });

  const bikram: [text: string, dob: number | null | undefined, ...codes: string[]][] = [
    ['2072 1 12', day(2015, 4, 25)],
    ['2072 1', day(2015, 4, 14)],
    ['2072', day(2015, 4, 14)],
    ['2072 13 1', null, wrong, wrong],
    ['2072 1 32', null, wrong],
    ['1900 1 1', null, wrong],
    ['unknown', null, wrong],
    ['', undefined],
  ];
  for (const [text, dob, ...codes] of bikram)
    it(`is put together from year, month and day of Bikram Sambat: ${text || 'nothing'}`, () => {
      const fields = {
        y: { type: 'bsYear' },
        m: { type: 'bsMonth' },
        d: { type: 'bsDay' },
        dob: { type: 'bsAggreDate' },
      };
      const report = read(`F ${text}`, { settings: settingsWith({ forms: { F: { fields } } }) });
      expect(report.fields?.dob).to.equal(dob);
      expect(codesOf(report)).to.deep.equal(codes);
    });

  it('goes below the names before its dots', () => {
    const fields = Object.fromEntries(
      ['a.b.c', 'a.b.d', 'a.e', 'f', 'g.', '.h', '__proto__.polluted'].map(key => [key, { type: 'integer' }]),
    );
    const report = read('F 1 2 3 4 5 6 7', { settings: settingsWith({ forms: { F: { fields } } }) });
    expect(JSON.stringify(report.fields)).to.equal(
      '{"a":{"b":{"c":1,"d":2},"e":3},"f":4,"g.":5,".h":6,"__proto__":{"polluted":7}}',
    );
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });
});

describe('A message that came in', () => {
  const utc = (iso: string) => Date.parse(iso);
  const moments: [sentTimestamp: unknown, made: number][] = [
    [undefined, now],
    [1511179010577, 1511179010577],
    ['1511179010577', 1511179010577],
    ['2017-11-20T11:56:50.577Z', 1511179010577],
    ['2017-11-20', utc('2017-11-20T00:00:00Z')],
    ['2017-11-20 11:56', utc('2017-11-20T11:56:00Z')],
    ['Mon, 20 Nov 2017 11:56:50 GMT', utc('2017-11-20T11:56:50Z')],
    ['1511179010', now],
    ['12', now],
    ['soon', now],
    ['9'.repeat(100), now],
    [Number.NaN, now],
    [1e300, now],
    [null, now],
    [{}, now],
  ];
  for (const [sentTimestamp, made] of moments)
    it(`was made ${made === now ? 'now' : `at ${new Date(made).toISOString()}`} when it says ${String(JSON.stringify(sentTimestamp)).slice(0, 40)}`, () => {
      const report = read('hello', { sentTimestamp });
      expect(report.reported_date).to.equal(made);
      expect(report.sms_message?.reported_date).to.equal(made);
    });

  it('keeps who sent it, as it came and as a number', () => {
    expect(read('hello', { from: '0712345678' })).to.deep.equal({
      type: 'data_record',
      from: '+254712345678',
      errors: [],
      tasks: [],
      fields: {},
      reported_date: now,
      sms_message: { type: 'sms_message', message: 'hello', from: '0712345678', reported_date: now },
    });
    expect(read('hello', { from: 'MPESA' }).from).to.equal('MPESA');
    expect(read('hello', { from: '' })).not.to.have.property('from');
  });

  it('names the place that sent it by the field of its external id', () => {
    const fields = { place: { type: 'string' }, n: { type: 'integer' } };
    const settings = settingsWith({
      forms: { F: { fields, facility_reference: 'place' }, N: { fields, facility_reference: 'n' } },
    });
    expect(read('F abc1 2', { settings }).refid).to.equal('ABC1');
    expect(read('N abc1 2', { settings }).refid).to.equal('2');
    expect(read('F', { settings })).not.to.have.property('refid');
  });

  it('is read by the labels of its language', () => {
    const labels = { tiny: { translation_key: 'weeks' } };
    const settings = settingsWith({ forms: { F: { fields: { w: { type: 'integer', labels } } } }, locale: 'en' });
    const words = { en: { weeks: 'W' }, fr: { weeks: 'S' } };
    const weeks = (text: string, locale?: string) =>
      read(text, { settings, words, ...(locale ? { locale } : {}) }).fields?.w;
    expect([weeks('F S 7', 'fr'), weeks('F W 7', 'fr'), weeks('F W 7'), weeks('F S 7')]).to.deep.equal([
      7,
      null,
      7,
      null,
    ]);
    expect(read('F S 7', { settings, words, locale: 'fr' }).sms_message?.locale).to.equal('fr');
  });

  it('says what is wrong in the words of its language', () => {
    const words = {
      en: { 'sys.missing_fields': 'Missing: {{fields}}' },
      fr: { 'sys.missing_fields': 'Manque : {{fields}}' },
    };
    expect(read('V', { words, locale: 'fr' }).errors).to.deep.equal([
      { code: 'sys.missing_fields', message: 'Manque : ID', fields: ['patient_id'] },
    ]);
    expect(read('P x 1.5', { words }).errors).to.deep.equal([
      { code: 'sys.incorrect_type', message: 'sys.incorrect_type: LMP', fields: ['lmp'] },
    ]);
  });

  const codes: [text: string, form: string | undefined, fields: object][] = [
    ['V 12345 Hi! Well done!', 'V', { patient_id: '12345', note: 'Hi! Well done!' }],
    ['hello !V! 12345', 'V', { patient_id: '12345' }],
    ['hello !you! there', undefined, {}],
    ['1!Q!x', undefined, {}],
    [' j1!p!n#Mary', 'P', { name: 'Mary' }],
    ['12!P!Mary', 'P', { name: 'Mary' }],
    ['J1!P!nobody#x#N#Mary#LMP', 'P', { name: 'Mary', lmp: null }],
    ['1!P!Mary!Jane!#3', 'P', { name: 'Mary!Jane!', lmp: 3 }],
    ['1!P!Mary#3##', 'P', { name: 'Mary', lmp: 3, dob: null }],
    ['P \u201cMary Jane\u201d 12', 'P', { name: 'Mary Jane', lmp: 12 }],
    ['P "Mary 12', 'P', { name: '"Mary', lmp: 12 }],
    ['P Mary 12 2012-03-12 and more', 'P', { name: 'Mary', lmp: 12, dob: day(2012, 3, 12) }],
    ['P\nMary\n12', 'P', { name: 'Mary', lmp: 12 }],
    ['P N: Mary#LMP = 12', 'P', { name: 'Mary', lmp: 12 }],
    ['P#name Mary#LMP-12', 'P', { name: 'Mary', lmp: 12 }],
    ['V\u200b १२\u200b३४५', 'V', { patient_id: '12345' }],
    ['__proto__ 1', undefined, {}],
    ['constructor 1', undefined, {}],
  ];
  for (const [text, form, fields] of codes)
    it(`is ${form ?? 'of no form'}: ${JSON.stringify(text)}`, () => {
      const report = read(text);
      expect(report.form).to.equal(form);
      expect(report.fields).to.deep.equal(fields);
    });

  it('is of a form whatever the case of its code in the settings', () => {
    const settings = settingsWith({ forms: { anc: { fields: {} } } });
    expect(read('Anc', { settings }).form).to.equal('ANC');
  });

  it('loses halves of characters, which nothing could store', () => {
    const report = read('V 12345 \ud83d hi', { from: '\udc00x' });
    expect(report.sms_message).to.deep.include({ message: 'V 12345 \ufffd hi', from: '\ufffdx' });
    expect(report.fields?.note).to.equal('\ufffd hi');
  });
});
