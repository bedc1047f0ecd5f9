import { chosenBy, readAnswer } from '@rounds/sentinel/dialogues/match.ts';
import { expect } from 'chai';

const choices = [
  { value: 'A', labels: ['A) daily', 'A) cada dia', 'А) ежедневно'] },
  { value: 'Sí', labels: ['Yes, please!', 'Sí', '٣ مرات'] },
  { value: 'nvr', labels: ["I'd rather not say", 'STRASSE', 'Ὀδός'] },
];

describe('What a typed answer means', () => {
  const table: [typed: string, choice: number | undefined][] = [
    ['A) daily', 0],
    ['a) DAILY', 0],
    ['  a)   daily ', 0],
    ['a', 0],
    ['CADA DIA', undefined],
    ['A) CADA DIA', 0],
    ['а) ЕЖЕДНЕВНО', 0],
    ['Ａ', 0],
    ['yes, please', 1],
    ['«Sí»', 1],
    ['si', 1],
    ['SÍ', 1],
    ['sí', 1],
    ['3 مرات', 1],
    ['nvr', 2],
    ['NVR', 2],
    ['i’d rather not say', undefined],
    ["I'D RATHER NOT SAY", 2],
    ['strasse', 2],
    ['ὈΔΌΣ', 2],
    ['1', 0],
    ['٢', 1],
    ['３', 2],
    ['4', undefined],
    ['0', undefined],
    ['yes', undefined],
    ['', undefined],
    ['!!', undefined],
  ];
  for (const [typed, choice] of table)
    it(`«${typed}» is ${choice === undefined ? 'none of the choices' : `choice ${choice}`}`, () =>
      expect(chosenBy(typed, choices)).to.equal(choice));

  it('is nothing where two choices could be meant', () => {
    const twins = [
      { value: 'x', labels: ['café'] },
      { value: 'y', labels: ['cafe'] },
    ];
    expect(chosenBy('cafe', twins)).to.equal(1);
    expect(chosenBy('CAFÉ', twins)).to.equal(0);
    expect(chosenBy('cafè', twins)).to.equal(undefined);
  });

  const times: [typed: string, time: string | undefined][] = [
    ['09:30', '09:30'],
    ['23.59', '23:59'],
    ['12;05', '12:05'],
    ['00,00', '00:00'],
    ['٠٩:٣٠', '09:30'],
    ['9:30', undefined],
    ['24:00', undefined],
    ['12-05', undefined],
    ['12:60', undefined],
  ];
  for (const [typed, time] of times)
    it(`«${typed}» is ${time ?? 'no time'}`, () => expect(readAnswer(typed, 'time')).to.equal(time));

  const others: [typed: string, kind: 'number' | 'date' | 'text', value: string | undefined][] = [
    ['7', 'number', '7'],
    ['7,5', 'number', '7.5'],
    ['०७', 'number', '7'],
    ['seven', 'number', undefined],
    ['2026-01-31', 'date', '2026-01-31'],
    ['31.1.2026', 'date', '2026-01-31'],
    ['31.2.2026', 'date', undefined],
    ['  Olot ', 'text', 'Olot'],
    ['   ', 'text', undefined],
  ];
  for (const [typed, kind, value] of others)
    it(`«${typed}» is ${value === undefined ? 'no' : `as a`} ${kind}${value === undefined ? '' : ` ${value}`}`, () =>
      expect(readAnswer(typed, kind)).to.equal(value));
});
