import { asciiDigits, plainDigits } from '@rounds/sentinel/text/digits.ts';
import { expect } from 'chai';

describe('Numerals', () => {
  const scripts: [script: string, digits: string][] = [
    ['Arabic-Indic', '٠١٢٣٤٥٦٧٨٩'],
    ['Persian and Urdu', '۰۱۲۳۴۵۶۷۸۹'],
    ['Devanagari', '०१२३४५६७८९'],
    ['Bengali', '০১২৩৪৫৬৭৮৯'],
    ['Gurmukhi', '੦੧੨੩੪੫੬੭੮੯'],
    ['Gujarati', '૦૧૨૩૪૫૬૭૮૯'],
    ['Tamil', '௦௧௨௩௪௫௬௭௮௯'],
    ['Thai', '๐๑๒๓๔๕๖๗๘๙'],
    ['Lao', '໐໑໒໓໔໕໖໗໘໙'],
    ['Tibetan', '༠༡༢༣༤༥༦༧༨༩'],
    ['Burmese', '၀၁၂၃၄၅၆၇၈၉'],
    ['Khmer', '០១២៣៤៥៦៧៨៩'],
    ['N’Ko', '߀߁߂߃߄߅߆߇߈߉'],
    ['full width', '０１２３４５６７８９'],
    ['Adlam', '𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙'],
    ['double-struck, the second of five tens that adjoin', '𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡'],
  ];
  for (const [script, digits] of scripts)
    it(`are read in ${script}`, () => expect(asciiDigits(`a${digits}b`)).to.equal('a0123456789b'));

  it('are, all that Unicode has, ten to a script', () => {
    const all = Array.from({ length: 0x110000 }, (_, code) => code).filter(code => code < 0xd800 || code > 0xdfff);
    const digits = all.map(code => String.fromCodePoint(code)).filter(each => /^\p{Nd}$/u.test(each));
    const values = digits.map(asciiDigits).join('');
    expect(values).to.equal('0123456789'.repeat(digits.length / 10));
  });

  it('leave other signs of number as they are', () => expect(asciiDigits('½ Ⅳ ² ௧0')).to.equal('½ Ⅳ ² 10'));

  it('are read without what keyboards and phones put between them unseen', () => {
    expect(plainDigits(' \u202a1\u200b2\u200d3\u202c\ufeff ')).to.equal('123');
  });
});
