import { parseCondition } from '@rounds/config/condition.ts';
import { faultsOf } from '@rounds/sentinel/rules/check.ts';
import { expect } from 'chai';
import { report } from './sentinel-in-memory.ts';

const answers = { id: '12345', age: 30, name: 'Ann', empty: '', other: 'Ann', group: { deep: 'x' } };
const holds = (property: string, rule: string): boolean =>
  faultsOf(report('mute', '', { fields: answers }), { list: [{ property, rule }] }, () => 'no').length === 0;

describe('Validations of a report', () => {
  const table: [property: string, rule: string, holds: boolean][] = [
    ['id', 'regex("^[0-9]{5}$")', true],
    ['id', "regex('^[0-9]{4}$')", false],
    ['id', 'regex("^\\d{5}$")', true],
    ['name', 'regex("^a", "i")', true],
    ['name', 'regex("(")', false],
    ['id', 'lenMin(5) && lenMax(13)', true],
    ['id', 'lenMin(6)', false],
    ['id', 'lenEquals(5)', true],
    ['name', 'equals("Ann")', true],
    ['name', 'equals("ann")', false],
    ['name', 'iEquals("ann")', true],
    ['name', 'equalsTo("other")', true],
    ['name', 'equalsTo("id")', false],
    ['name', 'in("Ben", "Ann")', true],
    ['name', 'in("Ben", "Cal")', false],
    ['age', 'min(18) && max(49)', true],
    ['age', 'between(31, 40)', false],
    ['age', 'integer() && numeric()', true],
    ['name', 'integer() || alpha()', true],
    ['id', 'alphaNumeric() && !alpha()', true],
    ['empty', 'required', false],
    ['missing', 'required()', false],
    ['missing', 'optional() || lenMin(3)', true],
    ['empty', 'min(0)', false],
    ['group.deep', 'equals("x")', true],
    ['name', 'equals("Ann") ? lenMin(3) : lenMin(9)', true],
    ['name', '(equals("Ben") || equals("Ann")) && lenMax(3)', true],
    ['name', 'equals("a, \\"quoted\\" (one)")', false],
    ['name', 'unique("name")', true],
    ['name', 'equals("Ann"', false],
    ['name', 'equals("Ann") &&', false],
    ['name', 'process.exit()', true],
  ];
  for (const [property, rule, expected] of table)
    it(`${expected ? 'passes' : 'fails'} ${property} with ${rule}`, () => expect(holds(property, rule)).to.equal(expected));

  it('names the field in the code of each fault, in the order of the settings', () => {
    const list = [
      { property: 'id', rule: 'lenMin(9)', message: 'too short' },
      { property: 'age', rule: 'max(3)', message: 'too old' },
    ];
    expect(faultsOf(report('mute', '', { fields: answers }), { list }, ({ message }) => String(message))).to.deep.equal([
      { code: 'invalid_id', message: 'too short' },
      { code: 'invalid_age', message: 'too old' },
    ]);
  });

  it('reads what it does not understand as nothing', () => {
    for (const rule of ['', '&&', 'a(b(c))', 'a) b', '"text"', 'a ? b']) expect(parseCondition(rule), rule).to.equal(null);
  });
});
