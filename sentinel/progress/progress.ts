import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ByProfile } from './by-profile.ts';
import type { CountedRun } from './counted.ts';
import { type DayOf, type ProgressDay, progressDays } from './days.ts';
import { type Place, type Way, waysOf } from './ways.ts';

/** A dialogue, and how people do with it. Trials are in no figure. */
export interface ProgressDialogue {
  dialogue: string;
  /** Its place in the sequence of most people, from 1; absent where it is in none. */
  place?: number;
  /** Runs that were begun, and that were finished. */
  begun: number;
  done: number;
  /** People whose last dialogue it is, by how they stand there. */
  stand: Record<Place, number>;
}

/** A step at which people wait, or after which they stopped. */
export interface ProgressStep {
  dialogue: string;
  /** Empty for before the first answer. */
  step: string;
  /** People who are asked it now. */
  waits: number;
  /** People who answered it last, and then left, declined or were waited for in vain. */
  stopped: number;
}

/** How a study goes, in counts. */
export interface Progress {
  /** People who have begun a dialogue, and how they stand in their last one. */
  people: { begun: number } & Record<Place, number>;
  /** Every day from the first entry to today, oldest first. */
  days: ProgressDay[];
  /** In the order of the sequences; those in none at the end, by name. */
  dialogues: ProgressDialogue[];
  /** From dialogue to dialogue, or to where people stand. */
  ways: Way[];
  /** Those where most stopped first. */
  steps: ProgressStep[];
  /** By what people said of themselves, where the programme names fields of the profile for it. */
  profile?: ByProfile;
}

/** How many people wait at a step, or stopped after it. */
export interface StepCount {
  dialogue: string;
  is: 'waits' | 'stopped';
  step: string;
}

/** Dialogues in the order in which people are led through them: everybody's sequence, those of the arms, the end. */
export const orderOf = (sequences: Readonly<Record<string, readonly string[]>>, closing?: string): string[] => {
  const { default: all = [], ...arms } = sequences;
  return [...new Set([...all, ...Object.values(arms).flat(), ...(closing === undefined ? [] : [closing])])];
};

const stepsOf = (counts: readonly StepCount[]): ProgressStep[] => {
  const steps = new Map<string, ProgressStep>();
  for (const { dialogue, is, step } of counts) {
    const key = JSON.stringify([dialogue, step]);
    const found = steps.get(key) ?? { dialogue, step, waits: 0, stopped: 0 };
    found[is] += 1;
    steps.set(key, found);
  }
  return [...steps.values()].sort(
    (a, b) => b.stopped - a.stopped || b.waits - a.waits || (a.dialogue + a.step < b.dialogue + b.step ? -1 : 1),
  );
};

const dialoguesOf = (runs: readonly CountedRun[], ways: readonly Way[], order: readonly string[]) => {
  const known = new Map<string, ProgressDialogue>();
  const row = (dialogue: string): ProgressDialogue => {
    const place = order.indexOf(dialogue) + 1;
    const fresh = { begun: 0, done: 0, stand: { in: 0, finished: 0, stopped: 0 } };
    const found = known.get(dialogue) ?? { dialogue, ...(place > 0 ? { place } : {}), ...fresh };
    known.set(dialogue, found);
    return found;
  };
  for (const dialogue of order) row(dialogue);
  for (const { dialogue, state } of runs) {
    row(dialogue).begun += 1;
    if (state === 'done') row(dialogue).done += 1;
  }
  for (const { from, ends, people } of ways) if (ends) row(from).stand[ends] += people;
  const last = Number.POSITIVE_INFINITY;
  return [...known.values()].sort(
    (a, b) => (a.place ?? last) - (b.place ?? last) || (a.dialogue < b.dialogue ? -1 : 1),
  );
};

/**
 * Counts how a study goes.
 * @param runs of the view `medic-campaigns/had`; what waits for its turn is passed over
 * @param order as {@link orderOf} gives it
 * @param dayOf the day of a moment, on the programme's clock
 */
export const progressOf = (
  runs: readonly CountedRun[],
  steps: readonly StepCount[],
  order: readonly string[],
  dayOf: DayOf,
  now: Ms,
): Progress => {
  const begun = runs.filter(run => run.begun);
  const ways = waysOf(begun);
  const standing = (place: Place): number =>
    ways.reduce((sum, { ends, people }) => sum + (ends === place ? people : 0), 0);
  return {
    people: {
      begun: new Set(begun.map(({ contact }) => contact)).size,
      ...{ in: standing('in'), finished: standing('finished'), stopped: standing('stopped') },
    },
    days: progressDays(begun, dayOf, now),
    dialogues: dialoguesOf(begun, ways, order),
    ways,
    steps: stepsOf(steps),
  };
};
