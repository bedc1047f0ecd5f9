import { expect } from 'chai';
import type { Field, Option } from '../../../../sentinel/forms/filling.ts';
import { readAnswer } from '../../../../sentinel/interview/read-answer.ts';

const option = (value: string, label: string): Option => ({ value, label, media: {} });
const options = [
  option('no', 'No'),
  option('fever', 'High fever'),
  option('feet', 'Swollen feet'),
  option('summer', 'Été'),
];
const field = (kind: Field['kind'], more: Partial<Field> = {}): Field =>
  ({ kind, value: '', options, multiline: false, ...more }) as Field;
const bounds = { min: 10, max: 20, step: 2 };

describe('What somebody writes to a question', () => {
  const rows: [kind: Field['kind'], text: string, read: string | undefined, not?: string][] = [
    ['int', ' 12 ', '12'],
    ['int', '-3', '-3'],
    ['int', '1.5', undefined, 'whole'],
    ['int', 'twelve', undefined, 'whole'],
    ['decimal', '2,5', '2.5'],
    ['decimal', '.5', '0.5'],
    ['decimal', '2.5 kg', undefined, 'number'],
    ['range', '12', '12'],
    ['range', '13', undefined, 'bounds'],
    ['range', '22', undefined, 'bounds'],
    ['date', '2026-03-31', '2026-03-31'],
    ['date', '31/3/2026', '2026-03-31'],
    ['date', '31.03.2026', '2026-03-31'],
    ['date', '31/2/2026', undefined, 'date'],
    ['date', 'tomorrow', undefined, 'date'],
    ['time', '9:05', '09:05:00'],
    ['time', '17h30', '17:30:00'],
    ['time', '25:00', undefined, 'time'],
    ['dateTime', '31/3/2026 14:30', '2026-03-31T14:30:00'],
    ['dateTime', '31/3/2026', undefined, 'moment'],
    ['one', 'no', 'no'],
    ['one', 'HIGH FEVER', 'fever'],
    ['one', 'swollen', 'feet'],
    ['one', 'ete', 'summer'],
    ['one', 'cough', undefined, 'choice'],
    ['many', 'swollen feet, high fever', 'fever feet'],
    ['many', 'fever, cough', undefined, 'choice'],
    ['rank', 'été, no, high fever, swollen feet', 'summer no fever feet'],
    ['rank', 'no, fever', undefined, 'choice'],
    ['trigger', 'ok', 'OK'],
    ['trigger', 'what?', undefined, 'button'],
    ['text', ' two\nlines ', 'two lines'],
  ];
  for (const [kind, text, value, not] of rows)
    it(`«${text.trim()}» is ${value === undefined ? `no ${not}` : `«${value}»`} for a question of kind ${kind}`, () => {
      const read = readAnswer(field(kind, { bounds }), text, ({ label }) => label);
      expect(read).to.deep.equal(value === undefined ? { not } : { value });
    });

  it('keeps its lines where the question takes several', () => {
    const read = readAnswer(field('text', { multiline: true }), ' two\nlines ', ({ label }) => label);
    expect(read).to.deep.equal({ value: 'two\nlines' });
  });

  it('fits several choices, which are shown then', () => {
    const read = readAnswer(field('one'), 'e', ({ label }) => label);
    expect('several' in read && read.several.map(({ value }) => value)).to.deep.equal(['fever', 'feet', 'summer']);
  });
});
