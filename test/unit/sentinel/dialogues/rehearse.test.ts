import type { DialogueTest, TestInput } from '@rounds/ddocs/dialogues/authoring.ts';
import { testId } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { failedOf } from '@rounds/sentinel/dialogues/kept-tests.ts';
import { differenceLine, outcomeOf, rehearse } from '@rounds/sentinel/dialogues/rehearse.ts';
import { expect } from 'chai';
import { gardenDay } from './garden-day.ts';
import { atOnce, dialogueOf } from './going.ts';

const garden = dialogueOf(gardenDay);
const whole: TestInput[] = [
  { do: 'press', value: 'ok' },
  { do: 'text', text: 'every now and then' },
  { do: 'press', value: 'B' },
  { do: 'press', value: 'Sí' },
  { do: 'time' },
  { do: 'text', text: 'Olot' },
];
const kept = (dialogue: Dialogue, inputs: readonly TestInput[]): DialogueTest => ({
  ...{ _id: testId('garden_day', 'x'), type: 'dialogue-test', dialogue: 'garden_day', name: 'To the end' },
  ...{ language: 'en', inputs: [...inputs], by: 'peter', at: '2026-03-01T00:00:00.000Z' },
  expected: outcomeOf(rehearse(dialogue, { language: 'en', inputs }, atOnce)),
});
const linesOf = (dialogue: Dialogue, test: DialogueTest): string[] =>
  failedOf(dialogue, [test]).flatMap(({ differences }) => differences.map(differenceLine));

describe('A dialogue that is tried out', () => {
  it('goes to its end by what is done in it, and time runs forward to what is due', () => {
    const { run, inputs } = rehearse(garden, { language: 'ca', inputs: whole }, atOnce);
    expect(run.standing).to.include({ state: 'done', step: null });
    expect(inputs.map(({ heard }) => heard)).to.deep.equal([
      ...['nothing', 'answer', 'wrong', 'answer', 'answer', 'nothing', 'answer'],
    ]);
    expect(inputs[5]!.at - inputs[4]!.at).to.be.greaterThan(1_800_000);
    expect(inputs[0]!.said[0]!.text).to.equal('Bon dia!');
  });

  it('is back one step where the last thing is left out, and says what cannot be done', () => {
    const { run, inputs } = rehearse(garden, { language: 'en', inputs: whole.slice(0, 1) }, atOnce);
    expect(run.standing.step).to.equal('c');
    expect(inputs.at(-1)?.said.map(({ step }) => step)).to.deep.equal(['c']);
    const impossible = rehearse(
      garden,
      { language: 'en', inputs: [{ do: 'press', value: 'none' }, { do: 'time' }] },
      atOnce,
    );
    expect(impossible.inputs.map(({ heard }) => heard)).to.deep.equal(['nothing', 'impossible', 'impossible']);
  });

  it('that was kept passes as long as steps and answers are the same, whatever the words', () => {
    const test = kept(garden, whole);
    expect(test.expected.answers).to.deep.equal([
      ...['pic=ok', 'often_1=B saved as water_often', 'v_often_1=Sí', 'area=Olot saved as area'],
    ]);
    const en = { ...garden.texts.en, 'c.text': 'How often would you?' };
    expect(linesOf({ ...garden, texts: { ...garden.texts, en } }, test)).to.deep.equal([]);
  });

  it('that was kept tells the first step that differs, and what is otherwise at the end', () => {
    const test = kept(garden, whole);
    const steps = { ...garden.steps, e: { ...garden.steps.e!, next: 'z' } };
    expect(linesOf({ ...garden, steps }, test)).to.deep.equal([
      'after input 4, said: z said instead of f said',
      'at the end, answers: pic=ok, often_1=B saved as water_often, v_often_1=Sí instead of pic=ok, often_1=B saved as water_often, v_often_1=Sí, area=Olot saved as area',
      'at the end, actions: update_rhythm instead of nothing',
    ]);
    const without = { ...garden.steps, c: { ...garden.steps.c!, choices: garden.steps.c!.choices!.slice(0, 1) } };
    expect(linesOf({ ...garden, steps: without }, test)[0]).to.equal(
      'after input 3, said: impossible instead of dB said, e question',
    );
  });
});
