import { isPhone, normalPhone, type PhoneSettings, samePhone } from '@rounds/sentinel/text/phone-numbers.ts';
import { expect } from 'chai';

const kenya: PhoneSettings = { phone_validation: 'full', default_country_code: '254' };

describe('A phone number', () => {
  const numbers: [text: string, stored: string, settings?: PhoneSettings][] = [
    ['0712345678', '+254712345678'],
    ['712345678', '+254712345678'],
    ['254712345678', '+254712345678'],
    ['+254 712 345-678', '+254712345678'],
    ['(0712) 345.678', '+254712345678'],
    ['00254712345678', '+254712345678'],
    ['\u202a+254712345678\u202c', '+254712345678'],
    ['०७१२३४५६७८', '+254712345678'],
    ['٠٧١٢٣٤٥٦٧٨', '+254712345678'],
    ['+1 202 555 0123', '+12025550123'],
    ['+12025550123', '+12025550123', { phone_validation: 'full', default_country_code: undefined }],
    ['0712345678', '0712345678', { phone_validation: 'full', default_country_code: undefined }],
    ['9841234567', '+9779841234567', { phone_validation: 'partial', default_country_code: '977' }],
    ['0712 345 678', '+254712345678', { phone_validation: 'none', default_country_code: '254' }],
    ['12', '12'],
    ['40404', '40404', { phone_validation: 'none', default_country_code: '254' }],
    ['071 234', '071234'],
    ['Vodafone', 'Vodafone'],
    ['call 0712345678 now', 'call 0712345678 now'],
    ['', ''],
  ];
  for (const [text, stored, settings = kenya] of numbers)
    it(`${JSON.stringify(text)} is stored as ${JSON.stringify(stored)} (${settings.phone_validation}, ${settings.default_country_code ?? 'no country'})`, () => {
      expect(normalPhone(text, settings)).to.equal(stored);
      expect(normalPhone(stored, settings), 'once more').to.equal(stored);
    });

  const checks: [text: string, full: boolean, partial: boolean, none: boolean][] = [
    ['0712345678', true, true, true],
    ['+999 123 456', false, false, true],
    ['12', false, false, true],
    // A number of a length that Kenya has, but with a beginning that it has not.
    ['0012345', false, true, true],
    ['Vodafone', false, false, false],
    ['', false, false, false],
  ];
  for (const [text, ...expected] of checks)
    it(`${JSON.stringify(text)} is ${expected.map(yes => (yes ? 'one' : 'none')).join(', ')} when checked fully, partially, not at all`, () => {
      const strictness = ['full', 'partial', 'none'] as const;
      expect(strictness.map(phone_validation => isPhone(text, { ...kenya, phone_validation }))).to.deep.equal(expected);
    });

  it('is the same however it is written, and nothing is nobody’s', () => {
    expect(samePhone('0712 345 678', '+254712345678', kenya)).to.equal(true);
    expect(samePhone('0712 345 678', '+254712345679', kenya)).to.equal(false);
    expect(samePhone('', '', kenya)).to.equal(false);
    expect(samePhone(undefined, undefined, kenya)).to.equal(false);
  });
});

describe('The address of a chat', () => {
  for (const address of ['chat:abcdefghijklmnopqrstuv', 'chat:0712345678901234567890'])
    for (const phone_validation of ['full', 'partial', 'none'] as const)
      it(`${address} is no phone number, and stays as it is (${phone_validation})`, () => {
        const settings = { phone_validation, default_country_code: '254' };
        expect(normalPhone(address, settings)).to.equal(address);
        expect(isPhone(address, settings)).to.equal(false);
        expect(samePhone(address, address, settings)).to.equal(true);
        expect(samePhone(address, '+254712345678', settings)).to.equal(false);
      });
});
