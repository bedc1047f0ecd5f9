import { drawnBy } from '@rounds/sentinel/dialogues/draw.ts';
import { newRun } from '@rounds/sentinel/dialogues/run.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { expect } from 'chai';
import { atOnce, dialogueOf } from './going.ts';

const drawing = {
  ...{ schema_version: 1, id: 'hall', languages: ['en'], first: 'draw' },
  steps: {
    draw: {
      assign: { variable: 'group', weights: { 'arm-a': 1, 'arm-b': 3, 'arm-c': 0 } },
      save: 'arm',
      next: { cases: [{ variable: 'group', is: { 'arm-a': 'count', 'arm-b': 'b', 'arm-c': 'b' } }] },
    },
    count: { set: [{ variable: 'twice', to: { add: [{ value: 'a' }, { variable: 'group' }] } }], next: 'a' },
    a: { next: null },
    b: { next: null },
  },
  texts: { en: { 'a.text': 'You are in {twice}.', 'b.text': 'You are in B.' } },
};

describe('An arm that is drawn', () => {
  const dialogue = dialogueOf(drawing);
  const goes = (who: string, id = 'run:1') =>
    step(
      dialogue,
      newRun({ id, dialogue: 'hall', version: 1, language: 'en', who }),
      { id: 'begin', at: 1, kind: 'begin' },
      atOnce,
    );

  it('is the same for the same person in whichever run, and is kept as an answer', () => {
    for (const who of ['anna', 'berta', 'carla', 'dora']) {
      const [one, other] = [goes(who), goes(who, 'run:2')];
      expect(one.run.standing.answers).to.deep.equal(other.run.standing.answers);
      expect(one.run.standing.answers[0]).to.include({ variable: 'group', save: 'arm', step: 'draw' });
      expect(one.run.standing.state).to.equal('done');
    }
  });

  it('leads on by what was drawn, and what is worked out is told', () => {
    const texts = ['anna', 'berta', 'carla', 'dora', 'emma', 'frida', 'gerda', 'hanna'].flatMap(who =>
      goes(who).say.map(({ text }) => text),
    );
    expect(new Set(texts)).to.deep.equal(new Set(['You are in aarm-a.', 'You are in B.']));
  });

  it('comes by its weights, and one without weight never', () => {
    const counts: Record<string, number> = {};
    for (let nth = 0; nth < 4000; nth += 1) {
      const arm = drawnBy(`x person-${nth}`, { a: 1, b: 3, c: 0 });
      counts[arm] = (counts[arm] ?? 0) + 1;
    }
    expect(counts.c).to.equal(undefined);
    expect(counts.a).to.be.within(900, 1100);
    expect(drawnBy('lot', { b: 1, a: 1 })).to.equal(drawnBy('lot', { a: 1, b: 1 }));
  });
});
