import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { isOfOwnWord } from '@rounds/sentinel/dialogues/own-word.ts';
import { expect } from 'chai';

const asking: Step = { asks: 'choice', choices: [{ variable: 'sure', value: 'yes' }], next: 'end' };

const dialogue = (steps: Record<string, Step>): Dialogue => ({
  ...{ schema_version: 1, id: 'd', languages: ['en'], texts: { en: {} } },
  ...{ first: Object.keys(steps)[0]!, steps },
});

describe('A dialogue is begun by nobody but its person', () => {
  it('where she pauses, goes on or leaves by it', () =>
    expect(
      Object.values(builtIn)
        .filter(isOfOwnWord)
        .map(({ id }) => id),
    ).to.have.members(['pause', 'resume', 'leave']));

  for (const action of ['leave', 'legal_yes', 'refuse', 'erase', 'unsubscribe_final'])
    it(`where "${action}" is done before she has answered`, () =>
      expect(isOfOwnWord(dialogue({ hello: { next: 'end' }, end: { action, next: null } }))).to.equal(true));

  it('not where she is asked first', () =>
    expect(isOfOwnWord(dialogue({ ask: asking, end: { action: 'legal_no', next: null } }))).to.equal(false));

  it('not where nothing is decided, and steps lead round in a ring', () =>
    expect(isOfOwnWord(dialogue({ a: { next: 'b' }, b: { action: 'profile', next: 'a' } }))).to.equal(false));
});
