import { expect } from 'chai';
import type { Argument, World } from '../../../../../sentinel/forms/xpath/argument.ts';
import { isoWithOffset } from '../../../../../sentinel/forms/xpath/dates.ts';
import { chtFunctions } from '../../../../../sentinel/forms/xpath/functions.ts';

/** A value as a form hands it to a function. */
const argument = (value: string | number | boolean): Argument => ({
  kind: typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text',
  text: String(value),
  number: Number(value === '' ? Number.NaN : value),
  truth: Boolean(value),
  texts: [String(value)],
});

const line = (key: number, median: number) => ({ key, points: [-4, -3, -2, -1, 0, 1, 2, 3, 4].map(at => median + at) });
const world: World = {
  charts: {
    _id: 'zscore-charts',
    charts: [{ id: 'weight-for-age', data: { male: [line(0, 10), line(10, 20), line(20, 30)], female: [line(0, 9)] } }],
  },
  extension: () => undefined,
  notWhenBroken: new Set(),
};

/** What a call gives; a date as the text that is written into a field. */
const call = (name: string, args: readonly (string | number | boolean)[]) => {
  const result = chtFunctions[name]!.run(args.map(argument), world);
  return result instanceof Date ? isoWithOffset(result) : result;
};

/** A moment of this machine as it is written into a field. */
const at = (...parts: [number, number, number, number?, number?]) => isoWithOffset(new Date(...parts));

const table: Record<string, [args: (string | number | boolean)[], gives: unknown][]> = {
  'add-date': [
    [['2026-01-31'], at(2026, 0, 31)],
    [['2026-03-10', 1], at(2027, 2, 10)],
    [['2026-03-10', 0, 2], at(2026, 4, 10)],
    [['2026-03-10', -1, -3, -9], at(2024, 11, 1)],
    [['2026-03-10', '', '', 30], at(2026, 3, 9)],
    [['2026-03-10', 0, 0, 0, 25], at(2026, 2, 11, 1)],
    [['2026-03-10', 0, 0, 0, 0, 90], at(2026, 2, 10, 1, 30)],
    [[0, 0, 0, 1], at(1970, 0, 2)],
    [['20000'], at(1970, 0, 1 + 20000)],
    [['2026-03-10T08:30:00.000Z'], isoWithOffset(new Date('2026-03-10T08:30:00.000Z'))],
    [['no date', 1], ''],
    [['', 1], ''],
    [['2026-02-31', 1], ''],
    [[true], ''],
  ],
  'difference-in-years': [
    [['2000-05-10', '2026-05-10'], 26],
    [['2000-05-10', '2026-05-09'], 25],
    [['2026-05-09', '2000-05-10'], -25],
    [['', '2026-05-09'], ''],
  ],
  'difference-in-months': [
    [['2026-01-15', '2026-03-15'], 2],
    [['2026-01-15', '2026-03-14'], 1],
    [['2026-01-31', '2026-02-28'], 1],
    [['2026-03-15', '2026-01-16'], -1],
    [['2026-03-15', '2026-03-15'], 0],
    [['2026-03-15', 'never'], ''],
    [[0, 31], 1],
  ],
  'difference-in-weeks': [
    [['2026-03-01', '2026-03-15'], 2],
    [['2026-03-01', '2026-03-14'], 1],
    [['2026-03-14', '2026-03-01'], -1],
    [['x', '2026-03-14'], ''],
  ],
  'difference-in-days': [
    [['2026-03-01', '2026-03-15'], 14],
    [['2026-03-20', '2026-04-05'], 16],
    [['2026-10-20', '2026-11-05'], 16],
    [['2026-03-15', '2026-03-01'], -14],
    [['2026-03-15', ''], ''],
  ],
  'parse-timestamp-to-date': [
    [[1_780_000_000_000], isoWithOffset(new Date(1_780_000_000_000))],
    [['1780000000000'], isoWithOffset(new Date(1_780_000_000_000))],
    [['soon'], ''],
    [[''], ''],
  ],
  'to-bikram-sambat': [
    [['2016-09-10'], '२५ भदौ २०७३'],
    [['2019-12-31'], '१५ पौष २०७६'],
    [['', 1], ''],
    [['yesterday'], ''],
    [['1900-01-01'], ''],
  ],
  'z-score': [
    [['weight-for-age', 'male', 0, 11], 1],
    [['weight-for-age', 'male', 0, 8.5], -1.5],
    [['weight-for-age', 'male', 4, 11], 1],
    [['weight-for-age', 'male', 6, 18], -2],
    [['weight-for-age', 'male', 0, 10], ''],
    [['weight-for-age', 'male', 0, 6], -4],
    [['weight-for-age', 'male', 0, 14], 4],
    [['weight-for-age', 'male', 0, 5.9], ''],
    [['weight-for-age', 'male', 0, 14.1], ''],
    [['weight-for-age', 'male', 21, 30], ''],
    [['weight-for-age', 'male', -1, 10], ''],
    [['weight-for-age', 'other', 0, 10], ''],
    [['height-for-age', 'male', 0, 10], ''],
    [['weight-for-age', 'male', '', 10], ''],
    [['weight-for-age', 'male', 0, ''], ''],
  ],
  'strip-whitespace': [
    [[' a b\t c\n'], 'abc'],
    [[''], ''],
  ],
  'validate-luhn': [
    [['79927398713'], true],
    [['79927398710'], false],
    [['79927398713', 11], true],
    [['79927398713', 12], false],
    [['7992739871a'], false],
    [[''], false],
  ],
};

describe("a function that CHT's forms call", () => {
  for (const [name, cases] of Object.entries(table))
    for (const [args, gives] of cases)
      it(`${name}(${args.map(each => JSON.stringify(each)).join(', ')}) gives ${JSON.stringify(gives)}`, () => {
        expect(call(name, args)).to.equal(gives);
      });

  it('gives nothing about growth as long as the programme has no charts', () => {
    const args = ['weight-for-age', 'male', 0, 11].map(argument);
    expect(chtFunctions['z-score']!.run(args, { ...world, charts: undefined })).to.equal('');
  });
});
