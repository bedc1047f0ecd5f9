import { formatProperties, parseProperties, propertyPairs } from '@rounds/config/words/properties.ts';
import { expect } from 'chai';
import fc from 'fast-check';

describe('a .properties file', () => {
  const cases: [what: string, text: string, pairs: [string, string][]][] = [
    ['an equals sign', 'a.b = c d', [['a.b', 'c d']]],
    ['a colon', 'a:b', [['a', 'b']]],
    ['a blank', 'a b = c', [['a', 'b = c']]],
    [
      'no value',
      'a\nb =',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    ['comments and blank lines', '# x = 1\n! y = 2\n\n   \na = 1', [['a', '1']]],
    [
      'Windows line ends and a byte order mark',
      '\uFEFFa = 1\r\nb = 2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a line that goes on',
      'a = one \\\n    two\nb = 3',
      [
        ['a', 'one two'],
        ['b', '3'],
      ],
    ],
    ['a last line that would go on', 'a = one\\', [['a', 'one']]],
    [
      'a backslash before the line end that is none',
      'a = c:\\\\\nb = 2',
      [
        ['a', 'c:\\'],
        ['b', '2'],
      ],
    ],
    ['escaped signs', 'a\\=b\\ c = x\\ty\\nz\\\\', [['a=b c', 'x\ty\nz\\']]],
    ['escaped letters', 'a = caf\\u00e9', [['a', 'café']]],
    ['UTF-8', 'a = Où ? “Ndiyo”', [['a', 'Où ? “Ndiyo”']]],
    ['templates', 'a = {{#patient}}{{name}}{{/patient}}', [['a', '{{#patient}}{{name}}{{/patient}}']]],
    ['a sign of comments inside', 'a = b # c', [['a', 'b # c']]],
    [
      'a key twice',
      'a = 1\na = 2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
  ];
  for (const [what, text, pairs] of cases)
    it(`with ${what} is read`, () => expect(propertyPairs(text)).to.deep.equal(pairs));

  it('of a key that stands there twice has the last', () =>
    expect(parseProperties('a = 1\na = 2')).to.deep.equal({ a: '2' }));

  it('is what it was when it is written and read again', () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })),
        words => {
          expect(parseProperties(formatProperties(words))).to.deep.equal({ ...words });
        },
      ),
      { seed: 20261121 },
    ));
});
