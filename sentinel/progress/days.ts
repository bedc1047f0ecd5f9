import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CountedRun } from './counted.ts';

/** The day of a moment, such as `2026-03-23`. */
export type DayOf = (at: Ms) => string;

/** A day of a study. */
export interface ProgressDay {
  day: string;
  /** People who began their first dialogue on it, and who had begun by its end. */
  entries: number;
  people: number;
  /** Runs that were begun on it, and finished. */
  begun: number;
  done: number;
  /** Dialogues that those who had begun had finished by its end: one in ten fewer than `low`, half, nine in ten. */
  low: number;
  middle: number;
  high: number;
}

const quarter: Ms = 15 * 60_000;

/** Days on the clock of a zone, of this machine where none is named. Zones differ from each other by quarters of an hour, so that each is asked for once. */
export const daysIn = (zone: string | undefined): DayOf => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const known = new Map<number, string>();
  return at => {
    const key = Math.floor(at / quarter);
    const day = known.get(key) ?? format.format(key * quarter);
    known.set(key, day);
    return day;
  };
};

/** How many of people, counted by what each has finished, have finished at most that: the `share`th of them. */
const quantile = (byDone: readonly number[], people: number, share: number): number => {
  let seen = 0;
  for (const [done, count] of byDone.entries()) {
    seen += count;
    if (seen >= share * people) return done;
  }
  return 0;
};

const byDay = (moments: readonly { at: Ms; who: string }[], dayOf: DayOf): Map<string, string[]> => {
  const days = new Map<string, string[]>();
  for (const { at, who } of moments) {
    const day = dayOf(at);
    const list = days.get(day);
    if (list) list.push(who);
    else days.set(day, [who]);
  }
  return days;
};

const firstOf = (begun: readonly CountedRun[]): Map<string, Ms> => {
  const first = new Map<string, Ms>();
  for (const { contact, started } of begun)
    first.set(contact, Math.min(started, first.get(contact) ?? Number.POSITIVE_INFINITY));
  return first;
};

/** Every day from `from` to `until`, on the clock of `dayOf`. Steps of 6 hours pass over no day, however its clock is set. */
const daysBetween = (from: Ms, until: Ms, dayOf: DayOf): string[] => {
  const days = new Set<string>();
  for (let at = from; at < until; at += 6 * 3_600_000) days.add(dayOf(at));
  return [...days.add(dayOf(until))];
};

/** What happened on each day from the first entry to now, and how far people had come by its end. */
export const progressDays = (begun: readonly CountedRun[], dayOf: DayOf, now: Ms): ProgressDay[] => {
  const first = firstOf(begun);
  if (first.size === 0) return [];
  const entered = byDay(
    [...first].map(([who, at]) => ({ at, who })),
    dayOf,
  );
  const started = byDay(
    begun.map(({ contact, started: at }) => ({ at, who: contact })),
    dayOf,
  );
  const finished = byDay(
    begun.flatMap(({ contact, changed, state }) => (state === 'done' ? [{ at: changed, who: contact }] : [])),
    dayOf,
  );
  const done = new Map<string, number>();
  const byDone: number[] = [0];
  let people = 0;
  const from = [...first.values()].reduce((a, b) => Math.min(a, b));
  return daysBetween(from, Math.max(from, now), dayOf).map(day => {
    const entries = entered.get(day)?.length ?? 0;
    people += entries;
    byDone[0] = (byDone[0] ?? 0) + entries;
    const ends = finished.get(day) ?? [];
    for (const who of ends) {
      const before = done.get(who) ?? 0;
      done.set(who, before + 1);
      byDone[before] = (byDone[before] ?? 0) - 1;
      byDone[before + 1] = (byDone[before + 1] ?? 0) + 1;
    }
    const at = (share: number): number => quantile(byDone, people, share);
    return {
      ...{ day, entries, people, begun: started.get(day)?.length ?? 0, done: ends.length },
      ...{ low: at(0.1), middle: at(0.5), high: at(0.9) },
    };
  });
};
