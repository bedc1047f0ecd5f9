import type { CountedRun } from '@rounds/sentinel/progress/counted.ts';
import { daysIn } from '@rounds/sentinel/progress/days.ts';
import { orderOf, progressOf, type StepCount } from '@rounds/sentinel/progress/progress.ts';
import { expect } from 'chai';

const day = 86_400_000;
const first = Date.UTC(2026, 2, 1, 9);
const run = (contact: string, dialogue: string, state: string, began: number, changed = began): CountedRun => ({
  ...{ dialogue, contact, state, begun: true, started: first + began * day, changed: first + changed * day },
});
const order = orderOf({ default: ['welcome', 'training'], arm: ['welcome', 'story'] }, 'farewell');
const counted = (runs: readonly CountedRun[], steps: readonly StepCount[] = [], zone = 'UTC') =>
  progressOf(runs, steps, order, daysIn(zone), first + 3 * day);

describe('The progress of a study', () => {
  const runs = [
    run('ana', 'welcome', 'done', 0, 0),
    run('ana', 'training', 'done', 1, 2),
    run('ben', 'welcome', 'done', 0, 1),
    run('ben', 'story', 'open', 2),
    run('cat', 'welcome', 'expired', 1, 3),
    run('dan', 'tea', 'left', 3),
    { ...run('eve', 'welcome', 'open', 3), begun: false },
  ];

  it('is nothing where nobody has begun', () => {
    const { people, days, ways, dialogues } = counted([{ ...run('eve', 'welcome', 'open', 3), begun: false }]);
    expect([people, days, ways]).to.deep.equal([{ begun: 0, in: 0, finished: 0, stopped: 0 }, [], []]);
    expect(dialogues.map(({ dialogue, begun }) => [dialogue, begun])).to.deep.equal(order.map(each => [each, 0]));
  });

  it('counts who has begun and how each stands in her last dialogue; who waits for her turn is not there yet', () => {
    expect(counted(runs).people).to.deep.equal({ begun: 4, in: 1, finished: 1, stopped: 2 });
  });

  it('has a row for each day, those on which nothing happened too', () => {
    const rows = counted([...runs, run('fay', 'welcome', 'open', 3)].filter(({ contact }) => contact !== 'dan')).days;
    expect(rows.map(each => Object.values(each))).to.deep.equal([
      ['2026-03-01', 2, 2, 2, 1, 0, 0, 1],
      ['2026-03-02', 1, 3, 2, 1, 0, 1, 1],
      ['2026-03-03', 0, 3, 1, 1, 0, 1, 2],
      ['2026-03-04', 1, 4, 1, 0, 0, 0, 2],
    ]);
  });

  for (const [zone, days] of [
    ['UTC', ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']],
    ['Pacific/Kiritimati', ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04']],
    ['Pacific/Pago_Pago', ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03']],
  ] as const)
    it(`has the days of ${zone}`, () => {
      expect(counted(runs, [], zone).days.map(each => each.day)).to.deep.equal(days);
    });

  it('has dialogues in the order of the sequences, with where people stand', () => {
    expect(
      counted(runs).dialogues.map(({ dialogue, place, begun, done, stand }) => [
        ...[dialogue, place, begun, done, stand.in, stand.finished, stand.stopped],
      ]),
    ).to.deep.equal([
      ['welcome', 1, 3, 2, 0, 0, 1],
      ['training', 2, 1, 1, 0, 1, 0],
      ['story', 3, 1, 0, 1, 0, 0],
      ['farewell', 4, 0, 0, 0, 0, 0],
      ['tea', undefined, 1, 0, 0, 0, 1],
    ]);
  });

  it('tells the ways from dialogue to dialogue, and leads in no circle where one is had again', () => {
    const again = [
      run('ana', 'welcome', 'done', 0),
      run('ana', 'tea', 'done', 1),
      run('ana', 'welcome', 'open', 2),
      run('ben', 'welcome', 'done', 0),
    ];
    expect(counted(again).ways).to.deep.equal([
      { nth: 1, from: 'welcome', to: 'tea', people: 1 },
      { nth: 1, from: 'welcome', ends: 'finished', people: 1 },
      { nth: 2, from: 'tea', ends: 'finished', people: 1 },
    ]);
    for (const nth of [1, 2])
      expect(counted(runs).ways.reduce((sum, way) => sum + (way.nth === nth ? way.people : 0), 0)).to.equal(
        nth === 1 ? 4 : 2,
      );
  });

  it('names first the steps after which most stopped', () => {
    const at = (step: string, is: StepCount['is']): StepCount => ({ dialogue: 'welcome', is, step });
    expect(
      counted(runs, [at('age', 'waits'), at('consent', 'stopped'), at('', 'waits'), at('', 'waits')]).steps,
    ).to.deep.equal([
      { dialogue: 'welcome', step: 'consent', waits: 0, stopped: 1 },
      { dialogue: 'welcome', step: '', waits: 2, stopped: 0 },
      { dialogue: 'welcome', step: 'age', waits: 1, stopped: 0 },
    ]);
  });
});
