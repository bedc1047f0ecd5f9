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

describe('A word that stands for a command in every programme', () => {
  const table: [name: string, words: readonly string[]][] = [
    ['pause', ['pausar', 'PAUSE', 'Pausieren', '/pausar', '/pause', '/pausieren']],
    ['resume', ['reprendre', 'reanudar', 'resume', 'fortsetzen', '/reprendre', '/fortsetzen']],
    ['stop', ['baixa', 'baja', 'unsubscribe', 'abmelden', '/baja', 'STOP']],
  ];
  for (const [name, said] of table)
    it(`is one of ${said.join(', ')} for ${name}`, () => {
      for (const text of said) expect(commandIn(text, { en: {} }), text).to.deep.equal({ name, rest: '' });
    });
});
