import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { fateOf, movedRun } from '@rounds/sentinel/dialogues/move.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import type { DialogueEvent } from '@rounds/sentinel/dialogues/run.ts';
import { mergedRuns } from '@rounds/sentinel/dialogues/step.ts';
import { type DialogueRunDoc, dialogueRunOf, lastSaid, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { expect } from 'chai';
import { gardenDay } from './garden-day.ts';
import { atOnce, dialogueOf } from './going.ts';

const garden = dialogueOf(gardenDay);
const address = 'chat:abcdefghijklmnopqrstuv';
const planned = plannedRun({
  ...{ id: 'run:1', dialogue: 'garden_day', version: 1, contact: { _id: 'mary', type: 'person' } },
  ...{ address, language: 'en', at: 0, due: 0, unasked: true },
});

const happens = (run: DialogueRunDoc, dialogue: Dialogue, event: DialogueEvent) => {
  const next = stepStored(run, dialogue, event, atOnce);
  return { ...next, run: { ...next.run, events: [...run.events, event] } as DialogueRunDoc };
};
const at = (minutes: number) => minutes * 60_000;
/** Mary at the question how often. */
const asked = [
  { id: 'begin', at: 0, kind: 'begin' },
  { id: 'p1', at: at(1), kind: 'press', turn: 1, choice: 0 },
].reduce<DialogueRunDoc>((run, event) => happens(run, garden, event as DialogueEvent).run, planned);

const version = (dialogue: Dialogue) => ({ dialogue, version: 2 });
const words: Dialogue = {
  ...garden,
  texts: { ...garden.texts, en: { ...garden.texts.en, 'dA.text': 'Daily, then.' } },
};
const turned: Dialogue = {
  ...garden,
  steps: { ...garden.steps, c: { ...garden.steps.c!, choices: [...garden.steps.c!.choices!].reverse() } },
};
const { c: _, ...without } = garden.steps;
const gone: Dialogue = { ...garden, steps: { ...without, b: { ...garden.steps.b!, next: 'e' } } };

const moved = (after: Dialogue, elsewhere: Record<string, string> = {}, run = asked) =>
  movedRun(run, version(after), fateOf(run, garden, after, elsewhere), at(10), atOnce);
const textsOf = (said: readonly { tasks?: { messages?: { message?: string }[] }[] }[]): string[] =>
  said.map(({ tasks }) => tasks?.[0]?.messages?.[0]?.message ?? '');

describe('An open run that goes over to another version', () => {
  it('stands where it stood, says nothing, and takes the button that is there already', () => {
    const { run, said } = moved(words)!;
    expect(said).to.deep.equal([]);
    expect(run.what.version).to.equal(2);
    expect(dialogueRunOf(run).standing).to.deep.equal(dialogueRunOf(asked).standing);
    const next = happens(run, words, { id: 'p2', at: at(11), kind: 'press', turn: 2, choice: 0 });
    expect(textsOf(next.said)).to.include('Daily, then.');
  });

  it('is asked again where it can be answered otherwise, and the old buttons are closed', () => {
    const { run, said } = moved(turned)!;
    expect(textsOf(said)).to.deep.equal(['', 'How often?']);
    expect(happens(run, turned, { id: 'old', at: at(11), kind: 'press', turn: 2, choice: 0 }).heard).to.equal('closed');
    const next = happens(run, turned, { id: 'new', at: at(11), kind: 'press', turn: 3, choice: 2 });
    expect(next.run.derived?.standing?.answers.at(-1)).to.include({ value: 'A' });
  });

  it('stays where its step is gone, or goes on at the step that somebody chose', () => {
    expect(fateOf(asked, garden, gone, {})).to.deep.equal({ is: 'stays', from: 'c' });
    expect(moved(gone)).to.equal(null);
    expect(fateOf(asked, garden, gone, { c: 'nowhere' })).to.deep.equal({ is: 'stays', from: 'c' });
    const { run, said } = moved(gone, { c: 'e' })!;
    expect(textsOf(said)).to.deep.equal(['', 'Is that what you meant?']);
    expect(dialogueRunOf(run).standing).to.include({ step: 'e', state: 'open' });
  });

  it('begins with the new version where it has not begun', () => {
    expect(fateOf(planned, garden, gone, {})).to.deep.equal({ is: 'planned' });
    const { run, said } = moved(gone, {}, planned)!;
    expect([run.what.version, run.events, said]).to.deep.equal([2, [], []]);
  });

  it('says nothing of what was said before, when what was said is made anew after a crash', () => {
    expect(lastSaid(asked, garden, atOnce)).to.have.lengthOf(4 - 1);
    expect(lastSaid(moved(words)!.run, words, atOnce)).to.deep.equal([]);
    const again = moved(turned)!;
    expect(lastSaid(again.run, turned, atOnce).map(({ _id }) => _id)).to.deep.equal(
      again.said.slice(1).map(({ _id }) => _id),
    );
  });

  it('comes to the same when a press was written down late, or on another leaf', () => {
    const { run } = moved(words)!;
    const press: DialogueEvent = { id: 'late', at: at(9), kind: 'press', turn: 2, choice: 1 };
    const late = happens(run, words, press).run;
    expect(dialogueRunOf(late).standing.answers.at(-1)).to.include({ value: 'B' });
    const leaf = happens(asked, garden, press).run;
    for (const [a, b] of [
      [run, leaf],
      [leaf, run],
    ] as const)
      expect(mergedRuns(words, dialogueRunOf(a), dialogueRunOf(b), atOnce).standing.answers.at(-1)).to.include({
        value: 'B',
      });
  });
});
