import { isSound, readDialogue, upgraded } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { expect } from 'chai';
import { gardenDay } from './garden-day.ts';
import { dialogueOf } from './going.ts';

const withMessage = (id: string, message: object, more: object = {}) => ({
  ...gardenDay,
  ...more,
  messages: { ...gardenDay.messages, [id]: message },
});
const faultsOf = (given: unknown): string[] =>
  readDialogue(given)
    .findings.filter(({ level }) => level === 'fault')
    .map(({ path, step, message }) => `${path ?? step}: ${message}`);

describe('A dialogue as CoActuem writes it', () => {
  it('is read unchanged, with its texts by step and property, apart from its logic', () => {
    const read = readDialogue(gardenDay);
    expect(isSound(read), JSON.stringify(read.findings)).to.equal(true);
    const { dialogue } = read;
    expect(dialogue).to.include({ id: 'garden_day', kind: 'compartir_vivencias', first: 'a' });
    expect(dialogue?.languages).to.deep.equal(['ca', 'de', 'en', 'es']);
    expect(dialogue?.texts.ca).to.deep.equal({
      'a.text': 'Bon dia!',
      'f.display.plan.0': 'Every day, then.',
      'f.display.plan.1': 'Once a week, then.',
    });
    expect(dialogue?.texts.en?.['c.choice.1']).to.equal('B) weekly');
    expect(dialogue?.steps.b).to.deep.equal({
      asks: 'choice',
      choices: [{ variable: 'pic', value: 'ok' }],
      media: [{ kind: 'photo', file: 'plants.jpg' }],
      next: 'c',
    });
    expect(dialogue?.steps.c?.next).to.deep.equal({
      cases: [{ variable: 'often_1', is: { A: 'dA', B: 'dB', nvr: 'z' } }],
    });
    expect(dialogue?.steps.g).to.deep.equal({
      asks: 'text',
      variable: 'area',
      decline_value: 'NO',
      next: null,
      save: 'area',
    });
    expect(dialogue?.points).to.deep.equal({ value: 1 });
  });

  it('branches on an earlier answer, however deep', () => {
    const next = { replace_variable: 'often_1', often_1: { A: 'z', B: { v_often_1: { Sí: 'z', No: 'c' } } } };
    const { steps } = dialogueOf(withMessage('dA', { type: 'NA', text: 'x', next }));
    expect(steps.dA?.next).to.deep.equal({
      cases: [
        {
          variable: 'often_1',
          earlier: true,
          is: { A: 'z', B: { cases: [{ variable: 'v_often_1', is: { Sí: 'z', No: 'c' } }] } },
        },
      ],
    });
  });

  it('has a document for each language, and pieces of text by language', () => {
    const { steps, texts } = dialogueOf(
      withMessage('a', {
        type: 'NA',
        text: { en: '{x}', ca: '{x}' },
        vars: [{ name: 'doc', type: 'pdf', file_name: { en: 'consent-en.pdf', ca: 'consent-ca.pdf' } }, 'often_1'],
        display: { x: { en: "'one' if '{often_1}' == 'A' else 'two'", ca: "'un' if '{often_1}' == 'A' else 'dos'" } },
        next: 'b',
      }),
    );
    expect(steps.a?.media).to.deep.equal([{ kind: 'document' }]);
    expect(texts.ca).to.include({ 'a.file': 'consent-ca.pdf', 'a.display.x.0': 'un', 'a.display.x.1': 'dos' });
  });

  const refused: [what: string, given: unknown, fault: RegExp][] = [
    [
      'an expression that does something',
      withMessage('f', { ...gardenDay.messages.f, display: { plan: "open('/etc/passwd')" } }),
      /^messages\.f\.display\.plan: cannot be converted: open\(\) cannot be called/,
    ],
    [
      'a condition that is code',
      withMessage('e', {
        ...gardenDay.messages.e,
        vars: [{ name: 'v', texts: ['a'], values: ['a'], condition: 'x.y' }],
        next: 'f',
      }),
      /^messages\.e\.vars\[0\]\.condition: cannot be converted/,
    ],
    ['points that cannot be read', { ...gardenDay, points: ['1 if'] }, /^points\[0\]: cannot be converted/],
    [
      'display whose form differs by language',
      withMessage('f', { ...gardenDay.messages.f, display: { plan: { en: "'a'", ca: "'b' + '{often_1}'" } } }),
      /^messages\.f\.display\.plan: differs by more than its texts/,
    ],
    [
      'texts without values',
      withMessage('e', {
        ...gardenDay.messages.e,
        vars: [{ name: 'v_often_1', texts: ['Yes', 'No'], values: ['Sí'] }],
      }),
      /^messages\.e\.vars\[0\]: has 2 texts and 1 values/,
    ],
    ['two players', { ...gardenDay, initial_messages: ['a', 'b'] }, /^initial_messages: is for two players/],
    [
      'an answer that is compared',
      withMessage('a', { type: 'CA', text: 'x', next: 'b' }),
      /^messages\.a: is for two players/,
    ],
    ['a next that is none', withMessage('a', { type: 'NA', text: 'x', next: [1] }), /^messages\.a\.next: give the id/],
    ['a type that is none', withMessage('a', { type: 'XX', text: 'x', next: 'b' }), /^messages\.a\.type: is NA/],
    ['no messages', { _id: 'x', initial_messages: ['a'] }, /^messages: give messages by their ids/],
    ['a text', 'hello', /^\(all\): /],
    ['nothing', null, /^\(all\): /],
    ['a schema to come', { schema_version: 99, id: 'x' }, /^schema_version: is newer than 1/],
    ['a dialogue of ours with a key too many', { ...dialogueOf(gardenDay), surprise: 1 }, /surprise/],
  ];
  for (const [what, given, fault] of refused)
    it(`is refused for ${what}, by its path`, () => {
      expect(
        faultsOf(given).some(line => fault.test(line)),
        faultsOf(given).join('; '),
      ).to.equal(true);
    });

  it('is left as it is once it is one of ours', () => {
    const dialogue = dialogueOf(gardenDay);
    expect(upgraded(JSON.parse(JSON.stringify(dialogue))).dialogue).to.deep.equal(dialogue);
  });
});
