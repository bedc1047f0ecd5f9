import { newRun } from '@rounds/sentinel/dialogues/run.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { dialogueRunOf } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysOf } from '@rounds/sentinel/dialogues/ways.ts';
import { corpus, sequence } from '../../../test/unit/sentinel/dialogues/corpus.ts';
import { promises } from '../../../test/unit/sentinel/dialogues/promises.ts';
import { type Life, live, study } from '../../../test/unit/sentinel/dialogues/simulate.ts';
import type { BenchContext, Measurement } from '../figures/benchmark.ts';

const { BENCH_PEOPLE = '3000', BENCH_DAYS = '60' } = process.env;
const [people, days] = [Number(BENCH_PEOPLE), Number(BENCH_DAYS)];

/** What the steps of some lives take alone, once more from their events. @returns steps a second */
const stepsAgain = (some: readonly Life[]): number => {
  const runs = some
    .flatMap(({ runs }) => runs)
    .map(run => ({ run: dialogueRunOf(run), of: corpus[run.what.dialogue]! }));
  const ways = waysOf(study, '+34600000000');
  let count = 0;
  const begun = performance.now();
  for (const { run, of } of runs) {
    let again = newRun(run);
    for (const event of run.events) {
      again = step(of, again, event, ways).run;
      count += 1;
    }
  }
  return count / ((performance.now() - begun) / 1000);
};

/**
 * So many people for so many days, on a clock that goes from one thing that happens to the next, and every promise looked at
 * for each of them.
 */
export const lives = ({ runs, say }: BenchContext): Measurement[] => {
  say(`Leading ${people} people through ${days} days …`);
  const broken: string[] = [];
  let [events, finished] = [0, 0];
  const kept: Life[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < people; nth += 1) {
    const life = live(`bench ${nth}`, corpus, sequence, days);
    events += life.runs.reduce((sum, run) => sum + run.events.length, 0);
    finished += life.runs.length === sequence.length && life.runs.every(({ state }) => state === 'done') ? 1 : 0;
    for (const promised of Object.values(promises)) broken.push(...promised(life, corpus, sequence));
    if (kept.length < 200) kept.push(life);
  }
  const seconds = (performance.now() - begun) / 1000;
  for (const each of broken.slice(0, 20)) say(each);
  const rates = Array.from({ length: runs }, () => stepsAgain(kept));
  return [
    {
      ...{ work: 'steps of the pure function', unit: 'steps/s', values: rates },
      compare: { peer: 5000, atLeast: 1, of: 'the goal' },
    },
    { work: `${people} people for ${days} days: things that happened`, unit: 'events', values: [events] },
    { work: 'of them at the end of all dialogues', unit: 'people', values: [finished] },
    {
      work: 'a day of one of them, with all that is looked at',
      unit: 'ms',
      values: [(seconds * 1000) / (people * days)],
    },
    { work: 'promises broken: order, hours, twice, skipped, end', unit: 'times', values: [broken.length] },
  ];
};
