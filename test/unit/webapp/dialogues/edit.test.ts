import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { differencesBetween } from '@rounds/sentinel/dialogues/differences.ts';
import { lint } from '@rounds/sentinel/dialogues/lint.ts';
import {
  addChoice,
  addLanguage,
  addStep,
  changeValue,
  leadChoice,
  leadOf,
  removeChoice,
  removeStep,
  renameStep,
  withText,
} from '@rounds/webapp/data/dialogues/edit.ts';
import { waysOf } from '@rounds/webapp/data/dialogues/graph-layout.ts';
import { begun, changed, redone, undone } from '@rounds/webapp/data/dialogues/history.ts';
import { expect } from 'chai';
import { gardenDay } from '../../sentinel/dialogues/garden-day.ts';
import { dialogueOf } from '../../sentinel/dialogues/going.ts';

const garden = dialogueOf(gardenDay);
const faults = (dialogue: Dialogue) => lint(dialogue).filter(({ level }) => level === 'fault');

describe('A dialogue that is edited', () => {
  it('has a step under another name, with all that leads to it and all that it says', () => {
    const renamed = renameStep(garden, 'f', 'saved');
    expect(faults(renamed)).to.deep.equal([]);
    expect(renamed.steps.e?.next).to.deep.equal({ cases: [{ variable: 'v_often_1', is: { Sí: 'saved', No: 'c' } }] });
    expect(renamed.texts.en).to.include({ 'saved.text': 'Saved. {plan}', 'saved.display.plan.0': 'Every day, then.' });
    expect(JSON.stringify(renamed.steps.saved?.display)).to.include('"say":"saved.display.plan.0"');
    expect(renameStep(renamed, 'saved', 'f')).to.deep.equal(garden);
    expect(renameStep(garden, 'f', 'g')).to.equal(garden);
    expect(renameStep(garden, 'a', 'start').first).to.equal('start');
  });

  it('leads past a step that is removed, to what came after it', () => {
    const without = removeStep(garden, 'f');
    expect(faults(without)).to.deep.equal([]);
    expect(without.steps.e?.next).to.deep.equal({ cases: [{ variable: 'v_often_1', is: { Sí: 'g', No: 'c' } }] });
    expect(Object.keys(without.texts.en!).filter(key => key.startsWith('f.'))).to.deep.equal([]);
    expect(removeStep(garden, 'a').first).to.equal('b');
  });

  it('has a new step behind another, which leads to it and where that one led', () => {
    const { dialogue, id } = addStep(garden, 'a');
    expect([dialogue.steps.a?.next, dialogue.steps[id]?.next]).to.deep.equal([id, 'b']);
    expect(Object.keys(dialogue.steps).slice(0, 3)).to.deep.equal(['a', id, 'b']);
    const behindBranch = addStep(garden, 'c');
    expect(behindBranch.dialogue.steps.c?.next).to.deep.equal(garden.steps.c?.next);
  });

  it('has choices that come, go and lead, with their labels', () => {
    const more = leadChoice(addChoice(garden, 'c'), 'c', 3, 'g');
    expect(leadOf(more.steps.c!, more.steps.c!.choices![3]!)).to.equal('g');
    const fewer = removeChoice(more, 'c', 0);
    expect(fewer.steps.c?.choices?.map(({ value }) => value)).to.deep.equal(['B', 'nvr', '4']);
    expect(fewer.texts.en).to.include({ 'c.choice.0': 'B) weekly', 'c.choice.1': "I'd rather not say" });
    expect(fewer.texts.en).not.to.have.property('c.choice.2');
    expect(leadOf(fewer.steps.c!, fewer.steps.c!.choices![0]!)).to.equal('dB');
    const renamed = changeValue(garden, 'c', 0, 'daily');
    expect(renamed.steps.c?.next).to.deep.equal({
      cases: [{ variable: 'often_1', is: { daily: 'dA', B: 'dB', nvr: 'z' } }],
    });
    const [one, two] = [leadChoice(garden, 'e', 1, 'f'), leadChoice(garden, 'b', 0, 'z')];
    expect([one.steps.e?.next, two.steps.b?.next]).to.deep.equal(['f', 'z']);
  });

  it('has texts and languages, and says in what it differs from before', () => {
    const said = withText(addLanguage(garden, 'sw'), 'sw', 'a.text', 'Habari!');
    expect(differencesBetween(garden, said)).to.deep.equal([
      {
        kind: 'changed',
        what: 'languages',
        before: '[\n "ca",\n "de",\n "en",\n "es"\n]',
        after: '[\n "ca",\n "de",\n "en",\n "es",\n "sw"\n]',
      },
      { step: 'a', kind: 'added', what: 'text', language: 'sw', after: 'Habari!' },
    ]);
    expect(withText(said, 'sw', 'a.text', '').texts.sw).to.deep.equal({});
    const without = differencesBetween(garden, removeStep(garden, 'z')).filter(({ step }) => step === 'z');
    expect(without.map(({ kind, what, language }) => [kind, what, language])).to.deep.equal([
      ['removed', undefined, undefined],
      ['removed', 'text', 'en'],
    ]);
    expect(differencesBetween(garden, garden)).to.deep.equal([]);
  });

  it('goes back and forth, and forgets what was undone once something else is done', () => {
    const one = changed(begun('a'), 'b');
    expect(undone(one)).to.deep.equal({ past: [], now: 'a', future: ['b'] });
    expect(redone(undone(one))).to.deep.equal(one);
    expect(changed(undone(one), 'c')).to.deep.equal({ past: ['a'], now: 'c', future: [] });
    expect(undone(begun('a')).now).to.equal('a');
  });

  it('shows each way once, with the answers that take it', () => {
    const ways = waysOf(garden).map(({ from, to, label }) => `${from} ${to} ${label}`);
    expect(ways).to.include.members(['a b ', 'c dA A', 'c dB B', 'c z nvr', 'e f Sí', 'z (end) ']);
  });
});
