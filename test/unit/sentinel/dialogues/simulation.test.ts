import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { newRun } from '@rounds/sentinel/dialogues/run.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { dialogueRunOf } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysOf } from '@rounds/sentinel/dialogues/ways.ts';
import { opening } from '@rounds/sentinel/schedule/may-send.ts';
import { expect } from 'chai';
import { corpus, sequence, written } from './corpus.ts';
import { day, type Life, live, study } from './simulate.ts';

const people = 200;
const days = 10;

describe('A study of 200 people for ten days', function () {
  this.timeout(60_000);
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

  it('keeps everybody in the order of the sequence, and asks nobody twice for the same dialogue', () => {
    for (const { runs } of lives)
      expect(runs.map(({ what }) => what.dialogue)).to.deep.equal(sequence.slice(0, runs.length));
  });

  it('says nothing unasked in anybody’s night, nor to anybody who paused or has not agreed', () => {
    for (const { told, contact, pauses } of lives)
      for (const { event } of told.filter(({ event: { kind } }) => kind === 'begin' || kind === 'tick')) {
        const placed = { contact, lineage: [], phones: new Map() };
        expect(opening(event.at, placed, study), `${contact._id} at ${new Date(event.at).toISOString()}`).to.equal(
          event.at,
        );
        expect(pauses.some(({ from, to }) => event.at >= from && event.at < to)).to.equal(false);
      }
    for (const { runs, told } of lives)
      if (!runs[0]?.derived?.standing?.actions.includes('legal_yes'))
        expect(told.every(({ dialogue }) => dialogue === 'welcome')).to.equal(true);
  });

  it('asks no question twice with one number, and says nothing twice', () => {
    for (const { told } of lives) {
      const questions = told.filter(({ as }) => as === 'question').map(({ dialogue, turn }) => `${dialogue} ${turn}`);
      expect(new Set(questions).size).to.equal(questions.length);
      expect(new Set(told.map(({ dialogue, key }) => `${dialogue} ${key}`)).size).to.equal(told.length);
    }
  });

  it('skips no step: whatever is said follows from what was said before and the answer', () => {
    for (const { told } of lives)
      for (const dialogue of sequence) {
        const said = told.filter(each => each.dialogue === dialogue && (each.as === 'said' || each.as === 'question'));
        for (const [at, { step: to }] of said.entries()) {
          const from = said[at - 1]?.step;
          const { first, steps } = corpus[dialogue]!;
          if (from === undefined) expect(to).to.equal(first);
          else expect(JSON.stringify(steps[from]!.next)).to.include(`"${to}"`);
        }
      }
  });

  it('ends in what the answers alone say, whenever they were given', () => {
    for (const { runs } of lives)
      for (const run of runs.filter(({ events }) => events.length > 0)) {
        const dialogue = corpus[run.what.dialogue]!;
        const { standing, events } = dialogueRunOf(run);
        let again = newRun(dialogueRunOf(run));
        const answers = standing.answers.map(({ step: id, value, choice, declined }) => ({
          id,
          value,
          choice,
          declined,
        }));
        again = step(dialogue, again, { ...events[0]!, at: 0 }, waysOf(study, '+34600000000')).run;
        let at = 0;
        for (const { value, choice, declined } of answers) {
          at += day;
          const rest = again.standing.wakes;
          if (rest !== undefined)
            again = step(
              dialogue,
              again,
              { id: `t${at}`, at: at - 1, kind: 'tick' },
              waysOf(study, '+34600000000'),
            ).run;
          const given =
            choice === undefined
              ? ({ kind: 'text', text: declined ? 'NO' : value } as const)
              : ({ kind: 'press', turn: again.standing.turn, choice } as const);
          again = step(dialogue, again, { id: `a${at}`, at, ...given }, waysOf(study, '+34600000000')).run;
        }
        if (again.standing.wakes !== undefined && standing.wakes === undefined)
          again = step(dialogue, again, { id: 'last', at: at + day, kind: 'tick' }, waysOf(study, '+34600000000')).run;
        const { step: where, state, actions, language } = again.standing;
        const { step: here, state: is, actions: did, language: spoken } = standing;
        expect({ where, state, actions, language }).to.deep.equal({
          where: here,
          state: is,
          actions: did,
          language: spoken,
        });
      }
  });
});
