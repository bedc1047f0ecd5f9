import { jsonIn, textIn } from '@rounds/api/web/body-text.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';

describe('The text of a body', () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const rows: [string, Uint8Array, string | undefined, string][] = [
    ['in UTF-8', utf8('éŏ🔑'), undefined, 'éŏ🔑'],
    ['in UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, 0x61), undefined, 'a'],
    ['in UTF-16 with a mark', bytes(0xff, 0xfe, 0x61, 0x00), 'application/json; charset=utf-8', 'a'],
    ['in UTF-16, the other way round', bytes(0xfe, 0xff, 0x00, 0x61), undefined, 'a'],
    ['in Latin 1, as it says', bytes(0x63, 0xe9), 'application/json; charset="iso-8859-1"', 'cé'],
    ['in Latin 1, though it does not say so', bytes(0x63, 0xe9), 'application/json', 'cé'],
    ['of Arabic in its own encoding', bytes(0xd3, 0xe1, 0xc7, 0xe3), 'text/plain;charset=windows-1256', 'سلام'],
    ['of nothing', bytes(), undefined, ''],
  ];
  for (const [title, given, type, expected] of rows)
    it(`is read: ${title}`, () => expect(textIn(given, type)).to.equal(expected));

  it('is no value when it is empty, or all blanks', () => {
    expect(jsonIn(utf8(''))).to.equal(undefined);
    expect(jsonIn(utf8(' \n'))).to.equal(undefined);
    expect(jsonIn(utf8(' {"a":1} '))).to.deep.equal({ a: 1 });
  });

  for (const [title, given, type] of [
    ['no JSON', utf8('{"a":'), undefined],
    ['a form', utf8('a=1'), undefined],
    ['an encoding that does not exist', utf8('{}'), 'application/json; charset=klingon'],
    ['bytes of a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d), 'image/png'],
  ] as const)
    it(`is refused: ${title}`, () => {
      const refused = (() => {
        try {
          return jsonIn(given, type);
        } catch (error) {
          return error;
        }
      })();
      expect(isAppError(refused, 'request/invalid')).to.equal(true);
    });
});
