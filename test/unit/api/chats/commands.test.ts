import { commandIn, plainText } from '@rounds/api/chats/commands.ts';
import { expect } from 'chai';

describe('What somebody writes to the bot', () => {
  const commands: [text: string, command: ReturnType<typeof commandIn>][] = [
    ['/start', { name: 'start', rest: '' }],
    ['/start ABC23 DEF45', { name: 'start', rest: 'ABC23 DEF45' }],
    ['/START@rounds_bot  x ', { name: 'start', rest: 'x' }],
    ['/help', { name: 'help', rest: '' }],
    ['/mute 20086', undefined],
    ['start', undefined],
    ['please /start', undefined],
    ['/', undefined],
    ['', undefined],
  ];
  for (const [text, command] of commands)
    it(`${JSON.stringify(text)} is ${command ? `the command ${command.name}` : 'no command'}`, () =>
      expect(commandIn(text)).to.deep.equal(command));

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
