import type { Words } from '@rounds/config/words/translations.ts';
import { commandIn } from '@rounds/sentinel/messages/commands.ts';
import { expect } from 'chai';

const words: Words = {
  en: { 'commands.stop': 'stop, leave', 'commands.lang': 'lang, language', 'commands.pause': 'pause' },
  fr: { 'commands.stop': 'arrêt', 'commands.help': 'aide', 'commands.lang': 'langue' },
};

describe('What somebody writes', () => {
  const cases: [text: string, command: ReturnType<typeof commandIn>][] = [
    ['/start', { name: 'start', rest: '' }],
    ['/start ABC23 DEF45', { name: 'start', rest: 'ABC23 DEF45' }],
    ['/START@rounds_bot  x ', { name: 'start', rest: 'x' }],
    ['/help', { name: 'help', rest: '' }],
    ['/stop now please', { name: 'stop', rest: 'now please' }],
    ['STOP', { name: 'stop', rest: '' }],
    [' leave ', { name: 'stop', rest: '' }],
    ['Arret', { name: 'stop', rest: '' }],
    ['ARRÊT', { name: 'stop', rest: '' }],
    ['/arrêt', { name: 'stop', rest: '' }],
    ['aide', { name: 'help', rest: '' }],
    ['lang fr', { name: 'lang', rest: 'fr' }],
    ['langue EN', { name: 'lang', rest: 'EN' }],
    ['lang', { name: 'lang', rest: '' }],
    ['language is a barrier', undefined],
    ['stop coughing', undefined],
    ['pause', undefined],
    ['/pause', { name: 'pause', rest: '' }],
    ['start', undefined],
    ['please /start', undefined],
    ['/mute 20086', undefined],
    ['/', undefined],
    ['', undefined],
  ];
  for (const [text, command] of cases)
    it(`${JSON.stringify(text)} is ${command ? `the command ${command.name}` : 'no command'}`, () =>
      // A programme whose form is called «pause» gets its form.
      expect(commandIn(text, words, ['PAUSE', 'V'])).to.deep.equal(command));
});
