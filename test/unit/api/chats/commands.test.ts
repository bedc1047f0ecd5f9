import { plainText } from '@rounds/api/chats/commands.ts';
import { expect } from 'chai';

describe('What somebody writes to the bot', () => {
  const texts: [text: string, read: string][] = [
    ['/mute 20086', 'mute 20086'],
    ['/mute@rounds_bot 20086', 'mute 20086'],
    ['MUTE 20086', 'MUTE 20086'],
    ['and/or', 'and/or'],
    ['/12', '/12'],
  ];
  for (const [text, read] of texts)
    it(`${JSON.stringify(text)} is read as ${JSON.stringify(read)}`, () => expect(plainText(text)).to.equal(read));
});
