import { type DialogueEvent, type DialogueRun, isOver, newRun, type Saying } from '@rounds/sentinel/dialogues/run.ts';
import { mergedRuns, step } from '@rounds/sentinel/dialogues/step.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { gardenDay } from './garden-day.ts';
import { atOnce, dialogueOf, hour } from './going.ts';

const dialogue = dialogueOf(gardenDay);
const fresh = (): DialogueRun => newRun({ id: 'run:1', dialogue: dialogue.id, version: 1, language: 'en' });

/** Anything that may happen: right and wrong answers, presses of any question, silence, other languages. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('press' as const),
    turn: fc.integer({ min: 0, max: 9 }),
    choice: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.constantFrom('A', 'B) weekly', 'sí', 'No', 'go on', 'nvr', '1', 'what?', 'Olot', 'NO', ''),
  }),
  fc.constant({ kind: 'tick' as const }),
  fc.constant({ kind: 'show' as const }),
  fc.constant({ kind: 'media' as const, media: 'photo' }),
  fc.record({ kind: fc.constant('language' as const), language: fc.constantFrom('en', 'ca', 'xx') }),
);
const story = fc.array(fc.tuple(happening, fc.integer({ min: 0, max: hour })), { maxLength: 25 }).map(all => {
  const events: DialogueEvent[] = [{ id: 'begin', at: 1000, kind: 'begin' }];
  for (const [given, later] of all) events.push({ id: `e${events.length}`, at: events.at(-1)!.at + later, ...given });
  return events;
});

const told = (events: readonly DialogueEvent[], from = fresh()) => {
  const say: Saying[] = [];
  let run = from;
  for (const event of events) {
    const next = step(dialogue, run, event, atOnce);
    run = next.run;
    say.push(...next.say);
  }
  return { run, say };
};

describe('Any answers, in any order', () => {
  it('end the same in whatever order they come, also when they come twice', () => {
    fc.assert(
      fc.property(
        story.chain(events =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 })),
        ),
        ([events, mixed]) => {
          const [ordered, other] = [told(events), told(mixed)];
          expect(other.run).to.deep.equal(ordered.run);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('end the same with two writers who meet', () => {
    fc.assert(
      fc.property(
        story,
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 26, maxLength: 26 }),
        (events, whose) => {
          const of = (writer: number) => events.filter((event, at) => event.kind === 'begin' || whose[at] !== writer);
          const [a, b] = [told(of(0)).run, told(of(1)).run];
          const merged = mergedRuns(dialogue, a, b, atOnce);
          expect(merged).to.deep.equal(mergedRuns(dialogue, b, a, atOnce));
          expect(merged).to.deep.equal(told(events).run);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('say nothing twice, ask one thing at a time, and end only once', () => {
    fc.assert(
      fc.property(story, events => {
        const { say } = told(events);
        expect(new Set(say.map(({ key }) => key)).size).to.equal(say.length);
        let run = fresh();
        for (const event of events) {
          const next = step(dialogue, run, event, atOnce);
          expect(next.say.filter(({ as }) => as === 'question').length).to.be.at.most(1);
          if (isOver(run.standing)) {
            expect(next.say).to.deep.equal([]);
            expect(next.run.standing).to.deep.equal(run.standing);
          }
          run = next.run;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are moved by no press of another question', () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 3 }), (events, turn, choice) => {
        const { run } = told(events);
        if (turn === run.standing.turn) return;
        const at = run.events.at(-1)!.at + 1;
        const next = step(dialogue, run, { id: 'stale', at, kind: 'press', turn, choice }, atOnce);
        expect(next.heard).to.equal('closed');
        expect(next.say).to.deep.equal([]);
        expect(next.run.standing).to.deep.equal(run.standing);
      }),
      { numRuns: 200 },
    );
  });
});
