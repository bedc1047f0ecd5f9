import { readRecord } from '@rounds/sentinel/reading/record.ts';
import { expect } from 'chai';
import { codesOf, now, settingsWith } from './forms.ts';

const answerTo = (record: unknown, more: Record<string, unknown> = {}) =>
  readRecord(record, { settings: settingsWith(more), words: {}, now });
const reportOf = (record: unknown, more: Record<string, unknown> = {}) => {
  const answer = answerTo(record, more);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.report;
};

describe('A JSON record', () => {
  const refused: [record: unknown, fault: string][] = [
    [null, 'Missing _meta property.'],
    ['text', 'Missing _meta property.'],
    [[], 'Missing _meta property.'],
    [{}, 'Missing _meta property.'],
    [{ _meta: 'V' }, 'Missing _meta property.'],
    [{ _meta: {} }, 'Missing required field: form'],
    [{ _meta: { form: ' ' } }, 'Missing required field: form'],
    [{ _meta: { form: {} } }, 'Missing required field: form'],
    [{ _meta: { form: 'zz' } }, 'Form not found: zz'],
    [{ _meta: { form: 'constructor' } }, 'Form not found: constructor'],
  ];
  for (const [record, fault] of refused)
    it(`is refused with "${fault}": ${JSON.stringify(record)}`, () =>
      expect(answerTo(record)).to.deep.equal({ fault }));

  it('is a report of who sent it, when, and in which language', () => {
    const _meta = { form: 'v', from: '0712345678', reported_date: '1511179010577', locale: 'sw' };
    expect(reportOf({ _meta, patient_id: '१२३४५' })).to.deep.equal({
      type: 'data_record',
      from: '+254712345678',
      form: 'V',
      errors: [],
      tasks: [],
      fields: { patient_id: '12345' },
      reported_date: 1511179010577,
      locale: 'sw',
    });
  });

  const wrong = 'sys.incorrect_type';
  const table: [type: string, sent: unknown, value: unknown, ...codes: string[]][] = [
    ['integer', 3, 3],
    ['integer', 3.5, 3.5, wrong],
    ['string', '', null],
    ['string', ['a'], ['a'], wrong],
    ['boolean', 0, false],
    ['boolean', true, true],
    ['boolean', 'yes', 'yes', wrong],
    ['complex', { a: 1 }, { a: 1 }],
    ['complex', 'a', 'a', wrong],
    ['date', 1331510400000, 1331510400000],
    ['date', 'soon', null, wrong],
    ['date', true, true, wrong],
    ['bsDate', '2072-01-12', Date.UTC(2015, 3, 25)],
    ['phone_number', 712345678, '+254712345678'],
    ['month', 3, 3],
    ['integer', null, null],
    ['string', 'half \ud83d', 'half \ufffd'],
  ];
  for (const [type, sent, value, ...codes] of table)
    it(`keeps ${JSON.stringify(sent)} for ${type} as ${JSON.stringify(value)}`, () => {
      const report = reportOf({ _meta: { form: 'F' }, a: sent }, { forms: { F: { fields: { a: { type } } } } });
      expect(report.fields).to.deep.equal({ a: value });
      expect(codesOf(report)).to.deep.equal(codes);
    });

  it('names what is required and not there, and takes names with dots either way', () => {
    const forms = { F: { fields: { 'a.b': { type: 'integer' }, c: { type: 'string', required: true } } } };
    const flat = reportOf({ _meta: { form: 'F' }, 'A.b': 1 }, { forms });
    expect([flat.fields, codesOf(flat)]).to.deep.equal([{ a: { b: 1 } }, ['sys.missing_fields']]);
    expect(reportOf({ _meta: { form: 'F' }, a: { B: 1 }, c: 'x' }, { forms }).fields).to.deep.equal({
      a: { b: 1 },
      c: 'x',
    });
  });

  it('does not end the reader when it is very deep', () => {
    let deep: unknown = 1;
    for (let at = 0; at < 100_000; at += 1) deep = [deep];
    const report = reportOf(
      { _meta: { form: 'F' }, a: deep },
      { forms: { F: { fields: { a: { type: 'complex' } } } } },
    );
    expect(JSON.stringify(report.fields)).to.equal(`{"a":${'['.repeat(49)}null${']'.repeat(49)}}`);
  });
});
