import { flowQuestions, flowResults, longRows, variablesIn, wideRow } from '@rounds/api/runs/rows.ts';
import type { DialogueRunDoc } from '@rounds/sentinel/dialogues/stored-run.ts';
import { expect } from 'chai';
import { dialogueOf } from '../../sentinel/dialogues/going.ts';

const at = Date.UTC(2026, 2, 23, 12);
const dialogue = dialogueOf({
  ...{ schema_version: 1, id: 'garden', languages: ['en', 'fr'], first: 'a' },
  steps: {
    a: {
      asks: 'choice',
      choices: [
        { variable: 'often', value: 'A' },
        { variable: 'often', value: 'B' },
      ],
      next: 'b',
    },
    b: { asks: 'text', variable: 'age', is: 'number', next: null },
  },
  texts: {
    en: { 'a.text': 'How often?', 'a.choice.0': 'Daily', 'a.choice.1': 'Weekly', 'b.text': 'Your age?' },
    fr: { 'a.text': 'À quel rythme ?', 'a.choice.0': 'Chaque jour', 'a.choice.1': 'Chaque semaine', 'b.text': 'Âge ?' },
  },
});
const answers = [
  { variable: 'often', value: 'A', step: 'a', at, choice: 0 },
  { variable: 'often', value: 'B', step: 'a', at: at + 1000, choice: 1 },
  { variable: 'age', value: '', step: 'b', at: at + 2000, declined: true },
];
const run = {
  ...{
    _id: 'run:1',
    type: 'run',
    what: { is: 'dialogue', dialogue: 'garden', version: 2 },
    state: 'done',
    language: 'fr',
  },
  ...{ started: at, changed: at + 2000, events: [], derived: { standing: { answers, language: 'fr' } } },
} as unknown as DialogueRunDoc;
const told = { run, dialogue, person: 'S-01' };

describe('Answers that are exported', () => {
  it('are a row each in the long shape, coded and as they stood on the button', () => {
    expect(longRows(told, 'fr').map(row => row.slice(6, 9))).to.deep.equal([
      ['often', 'A', 'Chaque jour'],
      ['often', 'B', 'Chaque semaine'],
      ['age', '', ''],
    ]);
    expect(longRows(told, 'en')[1]).to.deep.equal([
      ...['S-01', 'garden', '2', 'run:1', '2026-03-23T12:00:00.000Z', 'done', 'often', 'B', 'Weekly'],
      '2026-03-23T12:00:01.000Z',
    ]);
  });

  it('are one row in the wide shape, each as it was answered last', () => {
    const variables = variablesIn([run]);
    expect(variables).to.deep.equal(['often', 'age']);
    expect(wideRow(told, variables, 'en').slice(5)).to.deep.equal([
      ...['2026-03-23T12:00:02.000Z', 'done', 'fr', 'B', 'Weekly', '', ''],
    ]);
    expect(wideRow({ ...told, run: { ...run, state: 'open' } }, ['other'], 'en').slice(5)).to.deep.equal([
      ...['', 'open', 'fr', '', ''],
    ]);
  });

  it('are Flow Results, with the questions described', () => {
    expect(flowResults(told)[1]).to.deep.equal([
      ...['2026-03-23T12:00:01.000Z', 'run:1:1', 'S-01', 'run:1', 'often', 'B'],
      { step: 'a', version: 2 },
    ]);
    expect(flowResults(told)[2]![6]).to.deep.equal({ step: 'b', version: 2, declined: true });
    expect(flowQuestions(dialogue, 'en')).to.deep.equal({
      often: { type: 'select_one', label: 'How often?', type_options: { choices: ['A', 'B'] } },
      age: { type: 'numeric', label: 'Your age?', type_options: {} },
    });
  });
});
