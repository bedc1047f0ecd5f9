import {
  checkDigit,
  hasCheckDigit,
  isShortCode,
  lengthAfter,
  mostGiven,
  shortCodes,
} from '@rounds/ddocs/documents/short-codes.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const digits = fc.stringMatching(/^\d{4,12}$/);

describe('a short code', () => {
  // Sums by hand: 1234 -> 4·2 + 3·3 + 2·4 + 1·5 = 30 -> 8; 0006 -> 12 -> 1; 0005 -> 10 -> 0; 100000000 -> 10 -> 0.
  const checks: [string, string][] = [
    ['0000', '0'],
    ['1234', '8'],
    ['0006', '1'],
    ['0005', '0'],
    ['100000000', '0'],
    ['1000000000', '2'],
  ];
  for (const [body, digit] of checks)
    it(`of the digits ${body} ends in ${digit}`, () => {
      expect(checkDigit(body)).to.equal(digit);
      expect(hasCheckDigit(`${body}${digit}`)).to.equal(true);
    });

  const shapes: [string, boolean][] = [
    ['1234', false],
    ['12345', true],
    ['1234567890123', true],
    ['12345678901234', false],
    ['1234a', false],
    [' 12345', false],
    ['', false],
  ];
  for (const [text, is] of shapes)
    it(`${is ? 'may be' : 'is not'} ${JSON.stringify(text)}`, () => {
      expect(isShortCode(text)).to.equal(is);
    });

  it('with one wrong digit is found out, unless its digit hides a 10', () => {
    fc.assert(
      fc.property(digits, fc.nat(11), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const where = at % body.length;
        const wrong = [...body]
          .map((digit, index) => (index === where ? String((Number(digit) + by) % 10) : digit))
          .join('');
        const hidden = checkDigit(body) === '0' || checkDigit(wrong) === '0';
        expect(hidden || checkDigit(body) !== checkDigit(wrong)).to.equal(true);
      }),
      { seed: 1 },
    );
  });

  it('follows from its cause, so that a second run tries the same ones', () => {
    expect(shortCodes('report-1')).to.deep.equal(shortCodes('report-1'));
    expect(shortCodes('report-1').slice(0, 5)).to.not.deep.equal(shortCodes('report-2').slice(0, 5));
  });

  it('is one of two hundred to try, each once, each with its check digit', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 5, max: 13 }), (cause, length) => {
        const codes = shortCodes(cause, { length });
        expect(new Set(codes).size).to.equal(200);
        for (const code of codes) expect([code.length, hasCheckDigit(code)]).to.deep.equal([length, true]);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('is spread over all the codes there are', () => {
    const first = Array.from({ length: 2000 }, (_, at) => shortCodes(`person-${at}`, { count: 1 })[0]!);
    expect(new Set(first).size).to.be.above(1700);
    for (let digit = 0; digit < 10; digit++)
      expect(first.filter(code => code.startsWith(String(digit))).length).to.be.within(140, 260);
  });

  it('is one of a fifth at most of all that its length has', () => {
    for (let length = 5; length <= 13; length++) expect(mostGiven(length)).to.equal(10 ** (length - 1) / 5);
  });

  const after: [number, number][] = [
    [0, 5],
    [1999, 5],
    [2000, 6],
    [19_999, 6],
    [20_000, 7],
    [200_000, 8],
    [10 ** 15, 13],
  ];
  for (const [given, length] of after)
    it(`has ${length} digits after ${given} others`, () => {
      expect(lengthAfter(given)).to.equal(length);
    });
});
