import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CountedRun } from './counted.ts';
import type { DayOf } from './days.ts';
import { inValueOrder, type ProfileField, saidOf } from './profile.ts';

/** A person with her profile, as the index tells it. */
export interface Profiled {
  id: string;
  profile: Readonly<Record<string, string>>;
}

/** How people of each value of a field came in: at the end of each day so many had begun. */
export interface EntryCurves {
  field: string;
  label: string;
  days: string[];
  /** At most {@link mostLines}; the others are together in the last. */
  lines: { value: string; people: number[] }[];
}

/** So many people of one value of a field have another of the next. */
export interface Flow {
  /** Which field `from` is of, from 1; `to` is of the one after it. */
  nth: number;
  from: string;
  to: string;
  people: number;
}

/** How a study goes by what people said of themselves. */
export interface ByProfile {
  curves: EntryCurves[];
  /** From field to field in the order of the settings; none where there is one field only. */
  flows: Flow[];
  labels: string[];
}

/** Lines that are told apart in one picture. */
export const mostLines = 8;

/** What stands for all values that have no line of their own. */
export const theRest = '…';

/** When each person began her first dialogue. */
export const entriesOf = (runs: readonly CountedRun[]): Map<string, Ms> => {
  const first = new Map<string, Ms>();
  for (const { contact, started, begun } of runs)
    if (begun) first.set(contact, Math.min(started, first.get(contact) ?? Number.POSITIVE_INFINITY));
  return first;
};

/** The values of a field that have a line of their own: those of most people, in the order in which they are shown. */
const linesOf = (said: readonly string[], field: ProfileField): string[] => {
  const counts = new Map<string, number>();
  for (const value of said) counts.set(value, (counts.get(value) ?? 0) + 1);
  const largest = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([value]) => value);
  if (largest.length <= mostLines) return inValueOrder(largest, field);
  return [...inValueOrder(largest.slice(0, mostLines - 1), field), theRest];
};

const curvesOf = (
  field: ProfileField,
  entered: readonly { day: string; profile: Readonly<Record<string, string>> }[],
  days: readonly string[],
): EntryCurves => {
  const said = entered.map(({ profile }) => saidOf(profile, field));
  const values = linesOf(said, field);
  const at = new Map(days.map((day, nth) => [day, nth]));
  const lines = values.map(value => ({ value, people: days.map(() => 0) }));
  for (const [nth, { day }] of entered.entries()) {
    const line = Math.max(0, values.includes(said[nth]!) ? values.indexOf(said[nth]!) : values.length - 1);
    lines[line]!.people[at.get(day)!]! += 1;
  }
  for (const { people } of lines) for (let nth = 1; nth < people.length; nth += 1) people[nth]! += people[nth - 1]!;
  return { field: field.field, label: field.label, days: [...days], lines };
};

const flowsOf = (fields: readonly ProfileField[], profiles: readonly Profiled['profile'][]): Flow[] => {
  const flows = new Map<string, Flow>();
  const values = fields.map(field =>
    linesOf(
      profiles.map(profile => saidOf(profile, field)),
      field,
    ),
  );
  const shown = (profile: Profiled['profile'], nth: number): string => {
    const said = saidOf(profile, fields[nth]!);
    return values[nth]!.includes(said) ? said : theRest;
  };
  for (const profile of profiles)
    for (let nth = 1; nth < fields.length; nth += 1) {
      const [from, to] = [shown(profile, nth - 1), shown(profile, nth)];
      const key = JSON.stringify([nth, from, to]);
      flows.set(key, { nth, from, to, people: (flows.get(key)?.people ?? 0) + 1 });
    }
  return [...flows.values()].sort(
    (a, b) => a.nth - b.nth || b.people - a.people || (a.from + a.to < b.from + b.to ? -1 : 1),
  );
};

/**
 * Counts those who have begun by what they said of themselves; who is in no index of people counts as one who did not say.
 * @param days every day of the study, oldest first
 */
export const byProfile = (
  fields: readonly ProfileField[],
  people: readonly Profiled[],
  runs: readonly CountedRun[],
  days: readonly string[],
  dayOf: DayOf,
): ByProfile => {
  const profiles = new Map(people.map(({ id, profile }) => [id, profile]));
  const entries = [...entriesOf(runs)].map(([id, at]) => ({ day: dayOf(at), profile: profiles.get(id) ?? {} }));
  const known = new Set(days);
  const entered = entries.filter(({ day }) => known.has(day));
  return {
    curves: fields.map(field => curvesOf(field, entered, days)),
    flows: flowsOf(
      fields,
      entered.map(({ profile }) => profile),
    ),
    labels: fields.map(({ label }) => label),
  };
};
