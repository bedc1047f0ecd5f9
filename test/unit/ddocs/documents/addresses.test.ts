import { channelOf, chatAddress, isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { expect } from 'chai';

/** Addresses that a careless look would take for a name, and for a number. */
const letters = 'chat:abcdefghijklmnopqrstuv';
const digits = 'chat:0712345678901234567890';

describe('an address', () => {
  const cases: [unknown, 'sms' | 'chat'][] = [
    ['+254712345678', 'sms'],
    ['0712 345 678', 'sms'],
    ['BANK', 'sms'],
    ['', 'sms'],
    [undefined, 'sms'],
    [712345678, 'sms'],
    [letters, 'chat'],
    [digits, 'chat'],
    ['chat:AbCdEfGhIjKlMnOpQrS_-9', 'chat'],
    ['CHAT:abcdefghijklmnopqrstuv', 'sms'],
    ['chat:tooshort', 'sms'],
    ['chat:abcdefghijklmnopqrstuvw', 'sms'],
    ['chat:abcdefghijklmnopqrst+/', 'sms'],
    [' chat:abcdefghijklmnopqrstuv', 'sms'],
  ];
  for (const [address, channel] of cases)
    it(`${JSON.stringify(address)} is reached by ${channel}`, () => {
      expect(channelOf(address)).to.equal(channel);
      expect(isChatAddress(address)).to.equal(channel === 'chat');
    });

  it('of a chat is made from a key of 22 characters, and of nothing else', () => {
    expect(chatAddress('abcdefghijklmnopqrstuv')).to.equal(letters);
    expect(() => chatAddress('712345678')).to.throw(TypeError);
  });
});
