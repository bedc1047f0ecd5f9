import { splitText } from '@rounds/api/chats/telegram/split.ts';
import { expect } from 'chai';
import fc from 'fast-check';

describe('A long text', () => {
  const cases: [why: string, text: string, longest: number, parts: string[]][] = [
    ['stays whole where it fits', 'Come at nine.', 20, ['Come at nine.']],
    ['is cut between paragraphs first', 'One two.\n\nThree four five.', 20, ['One two.\n\nThree four', 'five.']],
    ['is cut between sentences', 'It is late. Come soon, please.', 20, ['It is late.', 'Come soon, please.']],
    ['is cut between words', 'aaaaaaa bbbbbbb ccccccc', 16, ['aaaaaaa bbbbbbb', 'ccccccc']],
    ['is cut anywhere where there is no seam', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['is never cut within a character', 'abc😀def', 4, ['abc', '😀de', 'f']],
    ['is nothing where it is blank', ' \n ', 4, []],
  ];
  for (const [why, text, longest, parts] of cases) it(why, () => expect(splitText(text, longest)).to.deep.equal(parts));

  it('loses nothing but blanks, and has no part that is blank or too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.integer({ min: 2, max: 60 }), (text, longest) => {
        const parts = splitText(text, longest);
        const without = (all: string) => all.replace(/\s/g, '');
        expect(without(parts.join(''))).to.equal(without(text));
        for (const part of parts) {
          expect(part.length).to.be.within(1, longest);
          expect(part).not.to.match(/^[\uDC00-\uDFFF]/);
        }
      }),
    );
  });
});
