import { evaluate } from '@rounds/sentinel/dialogues/evaluate.ts';
import { readExpression, Unreadable } from '@rounds/sentinel/dialogues/expression-text.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const answers: Record<string, string> = { often: 'A', age: '34', town: "L'Escala" };
const found = (source: string) => evaluate(readExpression(source), { valueOf: name => answers[name], say: key => key });

describe('Expressions of dialogues', () => {
  const table: [source: string, value: unknown][] = [
    ["'Every day.' if '{often}' == 'A' else 'Once a week.'", 'Every day.'],
    ["'Every day.' if '{often}' == 'B' else 'Once a week.'", 'Once a week.'],
    ["'x' if '{often}' == 'B' else 'y' if '{often}' == 'A' else 'z'", 'y'],
    ['1', 1],
    ['{age} > 18', true],
    ['18 <= int({age}) < 30', false],
    ["'{age}' < '4'", false],
    ["'{nobody}' == ''", true],
    ['{nobody} > 18', false],
    ['{nobody} < 18', false],
    ["'{often}' in ['A', 'C']", true],
    ["'{often}' not in ('A', 'C')", false],
    ["not '{often}' == 'B' and {age} != 35", true],
    ["'{often}' == 'B' or '{often}' == 'A'", true],
    ["{'A': 'daily', 'B': 'weekly'}['{often}']", 'daily'],
    ["{'B': 'weekly'}.get('{often}', 'who knows')", 'who knows'],
    ["{{'A': 'daily'}}['{often}']", 'daily'],
    ["'from ' + '{town}'", "from L'Escala"],
    ["'You are {age} and live in {town}'", "You are 34 and live in L'Escala"],
    ["len('{town}')", 8],
    ['True', true],
    ["('a')", 'a'],
    ["'it\\'s'", "it's"],
  ];
  for (const [source, value] of table)
    it(`reads ${source} as ${JSON.stringify(value)}`, () => expect(found(source)).to.deep.equal(value));

  for (const source of [
    "__import__('os')",
    "''.join(x)",
    "'a'.upper()",
    'x[0]',
    'lambda: 1',
    "'a' if 'b'",
    '1 +',
    '',
    'a; b',
    "{'A': 1}",
    '`x`',
    '('.repeat(60),
  ])
    it(`refuses ${source.slice(0, 20) || 'nothing'}`, () => {
      expect(() => readExpression(source)).to.throw(Unreadable);
    });

  it('refuses anything else, or comes to an end with a value', () => {
    const signs = fc.constantFrom(
      "'",
      '"',
      '{',
      '}',
      'a',
      'if',
      'else',
      ' ',
      '==',
      'in',
      'not',
      '(',
      ')',
      '[',
      ']',
      ',',
      '1',
      '+',
      ':',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 30 }), pieces => {
        try {
          const value = found(pieces.join(' '));
          expect(value).not.to.equal(undefined);
        } catch (error) {
          expect(error).to.be.instanceOf(Unreadable);
        }
      }),
    );
  });
});
