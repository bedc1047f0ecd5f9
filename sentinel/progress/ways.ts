import type { CountedRun } from './counted.ts';

/** How somebody stands in her last dialogue: in the middle of it, at its end and waiting for the next, or stopped. */
export type Place = 'in' | 'finished' | 'stopped';

/** So many people went from a dialogue to another, or stand there. */
export interface Way {
  /** Which dialogue of each of them `from` was, from 1. */
  nth: number;
  from: string;
  /** The dialogue after it; absent where they stand. */
  to?: string;
  ends?: Place;
  people: number;
}

const placeOf = (state: string): Place =>
  state === 'done' ? 'finished' : ['declined', 'expired', 'left'].includes(state) ? 'stopped' : 'in';

/** The runs of each person, oldest first; of a dialogue that was had again the newest, where it was had first. */
const ownWays = (runs: readonly CountedRun[]): CountedRun[][] => {
  const own = new Map<string, Map<string, CountedRun>>();
  const inOrder = runs.toSorted((a, b) => a.started - b.started || (a.dialogue < b.dialogue ? -1 : 1));
  for (const run of inOrder) {
    const had = own.get(run.contact) ?? new Map<string, CountedRun>();
    own.set(run.contact, had.set(run.dialogue, run));
  }
  return [...own.values()].map(had => [...had.values()]);
};

/** How many people went from which dialogue to which, and where they stand now; most people first within a place. */
export const waysOf = (begun: readonly CountedRun[]): Way[] => {
  const ways = new Map<string, Way>();
  const add = (way: Omit<Way, 'people'>): void => {
    const key = JSON.stringify([way.nth, way.from, way.to, way.ends]);
    ways.set(key, { ...way, people: (ways.get(key)?.people ?? 0) + 1 });
  };
  for (const had of ownWays(begun))
    for (const [at, { dialogue, state }] of had.entries()) {
      const next = had[at + 1];
      add({ nth: at + 1, from: dialogue, ...(next ? { to: next.dialogue } : { ends: placeOf(state) }) });
    }
  return [...ways.values()].sort((a, b) => a.nth - b.nth || b.people - a.people || (a.from < b.from ? -1 : 1));
};
