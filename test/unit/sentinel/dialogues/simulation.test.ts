import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { expect } from 'chai';
import { corpus, sequence, written } from './corpus.ts';
import { promises } from './promises.ts';
import { type Life, live } from './simulate.ts';

const people = 200;
const days = 10;

describe('A study of 200 people for ten days', function () {
  this.timeout(120_000);
  let lives: Life[];
  before(() => {
    lives = Array.from({ length: people }, (_, at) => live(`p${at}`, corpus, sequence, days));
  });

  it('has dialogues of 40, 71, 43 and 16 messages without a fault', () => {
    expect(Object.values(corpus).map(({ steps }) => Object.keys(steps).length)).to.deep.equal([40, 71, 43, 16]);
    const faults = Object.values(written).flatMap(given => readDialogue(given).findings);
    expect(faults.filter(({ level }) => level === 'fault').map(findingLine)).to.deep.equal([]);
    expect(faults.filter(({ code }) => code === 'missing language').map(findingLine)).to.deep.equal([]);
  });

  it('takes people to every end that there is', () => {
    const ends = (count: number) => lives.filter(({ runs }) => runs.length === count).length;
    const finished = lives.filter(({ runs }) => runs.length === 4 && runs.every(({ state }) => state === 'done'));
    const refused = lives.filter(({ runs }) => runs[0]?.derived?.standing?.actions.includes('legal_no'));
    expect(finished.length).to.be.above(people / 4);
    expect(refused.length).to.be.above(5);
    expect(refused.every(({ runs }) => runs.length === 1)).to.equal(true);
    expect(lives.filter(({ pauses }) => pauses.length > 0).length).to.be.above(10);
    expect(ends(2) + ends(3)).to.be.above(5);
  });

  const kept = (promised: keyof typeof promises) => () =>
    expect(lives.flatMap(life => promises[promised](life, corpus, sequence))).to.deep.equal([]);

  it('keeps everybody in the order of the sequence, and asks nobody twice for the same dialogue', kept('inSequence'));
  it('says nothing unasked in anybody’s night, nor to anybody who paused or has not agreed', kept('silentWhenWanted'));
  it('asks no question twice with one number, and says nothing twice', kept('saidOnce'));
  it('skips no step: whatever is said follows from what was said before and the answer', kept('skipsNothing'));
  it('ends in what the answers alone say, whenever they were given', kept('endsByAnswers'));
});
