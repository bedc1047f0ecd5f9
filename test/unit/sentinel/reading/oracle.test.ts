import { readRecord } from '@rounds/sentinel/reading/record.ts';
import { expect } from 'chai';
import { codesOf, now, read, settingsWith } from './forms.ts';

const dob = 1331510400000;
const missing = 'sys.missing_fields';
const wrong = 'sys.incorrect_type';

type Row = [text: string, form: string | undefined, fields: Record<string, unknown>, ...codes: string[]];

/** What CHT answers. Rows in which it surprises are under "Where CHT surprises". */
const table: Row[] = [
  ['P Mary 12 2012-03-12', 'P', { name: 'Mary', lmp: 12, dob }],
  ['P "Mary Jane" 12', 'P', { name: 'Mary Jane', lmp: 12 }],
  ['P#N Mary Jane#LMP 12#D 2012-03-12', 'P', { name: 'Mary Jane', lmp: 12, dob }],
  ['p n mary # lmp12', 'P', { name: 'mary', lmp: 12 }],
  ['P Norah 24', 'P', { name: 'Norah', lmp: 24 }],
  ['1!P!Mary Jane#12#2012-03-12', 'P', { name: 'Mary Jane', lmp: 12, dob }],
  ['1!P!Mary##', 'P', { name: 'Mary', lmp: null, dob: null }],
  ['1!P!Mary#12#2012-03-12#extra', 'P', { name: 'Mary', lmp: 12, dob }, 'extra_fields'],
  ['J1!P!LMP#12#N#Mary \\#2', 'P', { name: 'Mary #2', lmp: 12 }],
  ['V 12345', 'V', { patient_id: '12345' }],
  ['V#12345', 'V', { patient_id: '12345' }],
  ['V!12345', 'V', { patient_id: '12345' }],
  ['V-12345', 'V', { patient_id: '12345' }],
  ['v,12345', 'V', { patient_id: '12345' }],
  ['V: 12345', 'V', { patient_id: '12345' }],
  ['V 12345 came on time and well', 'V', { patient_id: '12345', note: 'came on time and well' }],
  ['V ०३१७७', 'V', { patient_id: '03177' }],
  ['V\u200b 12345', 'V', { patient_id: '12345' }],
  ['V', 'V', {}, missing],
  ['P', 'P', {}, missing],
  ['V ID 12345#NOTE Hi! there - ok', 'V', { patient_id: '12345', note: 'Hi! there - ok' }],
  ['B 1 2 0712345678 7', 'B', { ok: true, n: 'two', phone: '+254712345678', q: { deep: 7 } }],
  ['B OK 1#CNT 2#PH 0712345678#QD 4', 'B', { ok: true, n: 'two', phone: '+254712345678', q: { deep: 4 } }],
  ['P N Mary#N Jane', 'P', { name: ['Mary', 'Jane'] }, wrong],
  ['P LMP 012', 'P', { lmp: 12 }, missing],
  ['P LMP 12.5', 'P', { lmp: 12.5 }, wrong, missing],
  ['2!P!Mary', 'P', {}, missing],
  ['Q hello there', undefined, {}],
  ['hello', undefined, {}],
  ['\uff31 hello', undefined, {}],
  ['', undefined, {}, 'sys.empty'],
  ['   ', undefined, {}, 'sys.empty'],
];

/** Where CHT does what nobody can want, with what it does. */
const quirks: [...row: Row][] = [
  // CHT: dob 1007164800000, for JavaScript takes 12 for December 2001; no error.
  ['P Mary Jane 12', 'P', { name: 'Mary', lmp: null, dob: null }, wrong, wrong],
  // CHT: a word where a number is wanted is passed over; no error.
  ['B 2 3 12 x', 'B', { ok: null, n: null, phone: '12', q: { deep: null } }, wrong],
  ['P LMP soon#N Mary', 'P', { name: 'Mary', lmp: null }, wrong],
  // CHT knows no form of a code in full width.
  ['\uff36 12345', 'V', { patient_id: '12345' }],
  ['\uff56\u3000\uff11\uff12\uff13\uff14\uff15', 'V', { patient_id: '12345' }],
  // CHT: the name is 1!P!.
  ['1!P!', 'P', { name: null }, missing],
];

const records: [record: unknown, form: string, fields: Record<string, unknown>, ...codes: string[]][] = [
  [
    { _meta: { form: 'v', from: '0712345678' }, patient_id: '12345', NOTE: 'x' },
    'V',
    { patient_id: '12345', note: 'x' },
  ],
  [{ _meta: { form: 'b' }, ok: 1, n: 2, extra: 'zz' }, 'B', { ok: true, n: 2 }],
  [{ _meta: { form: 'p' }, name: 5, lmp: '12', dob: '2012-03-12' }, 'P', { name: 5, lmp: '12', dob }, wrong, wrong],
];

describe('What a message says', () => {
  for (const [text, form, fields, ...codes] of table)
    it(`is read from ${JSON.stringify(text)}`, () => {
      const report = read(text);
      expect(report.form).to.equal(form);
      expect(report.fields).to.deep.equal(fields);
      expect(codesOf(report)).to.deep.equal(codes);
      expect(report.sms_message).to.deep.include({ type: 'sms_message', message: text });
    });

  it('is of an unknown form where only forms are wanted', () => {
    const report = read('Q hi', { settings: settingsWith({ forms_only_mode: true }) });
    expect(report).to.deep.include({ form: 'Q', fields: {} });
    expect(codesOf(report)).to.deep.equal(['sys.form_not_found']);
  });

  for (const [text, form, fields, ...codes] of quirks)
    it(`is read from ${JSON.stringify(text)} without CHT's surprises`, () => {
      const report = read(text);
      expect(report).to.deep.include({ form, fields });
      expect(codesOf(report)).to.deep.equal(codes);
    });

  it('is not changed by a short label that is a pattern, too', () => {
    const settings = settingsWith({
      forms: { V: { fields: { a: { type: 'string', labels: { short: 'n?' } }, b: { type: 'string' } } } },
    });
    expect(read('V north south', { settings }).fields).to.deep.equal({ a: 'north', b: 'south' });
    expect(read('V n? north', { settings }).fields).to.deep.equal({ a: 'north' });
  });
});

describe('What a JSON record says', () => {
  for (const [record, form, fields, ...codes] of records)
    it(`is read from ${JSON.stringify(record)}`, () => {
      const answer = readRecord(record, { settings: settingsWith(), words: {}, now });
      if (!('report' in answer)) throw new Error(answer.fault);
      expect(answer.report).to.deep.include({ type: 'data_record', form, fields });
      expect(codesOf(answer.report)).to.deep.equal(codes);
    });
});
