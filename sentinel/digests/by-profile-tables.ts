import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type EntryCurves, entriesOf } from '../progress/by-profile.ts';
import type { Counted, CountedRun } from '../progress/counted.ts';
import { inValueOrder, type ProfileField, saidOf } from '../progress/profile.ts';
import type { Table } from './table.ts';

const day: Ms = 86_400_000;

/** Fields whose values are counted together, and kinds of people that are told of at most. */
const [together, mostKinds] = [3, 50];

const shareOf = (count: number, all: number): string => `${Math.round((count / Math.max(1, all)) * 100)} %`;

type Entered = { at: Ms; profile: Counted['profile'] };

const fieldTable = (field: ProfileField, entered: readonly Entered[], now: Ms): Table => {
  const values = inValueOrder(
    entered.map(({ profile }) => saidOf(profile, field)),
    field,
  );
  const rows = values.map(value => {
    const own = entered.filter(({ profile }) => saidOf(profile, field) === value);
    const since = (span: Ms): number => own.filter(({ at }) => now - at < span).length;
    return [value, since(day), since(7 * day), own.length, shareOf(own.length, entered.length)];
  });
  return { title: `People who have begun, by ${field.label}`, heads: ['', '24 h', '7 d', 'altogether', ''], rows };
};

/** How many people there are of each kind: what they said of the first fields, together. */
const balance = (fields: readonly ProfileField[], entered: readonly Entered[]): Table => {
  const counts = new Map<string, { kind: string[]; people: number }>();
  for (const { profile } of entered) {
    const kind = fields.map(field => saidOf(profile, field));
    const key = JSON.stringify(kind);
    counts.set(key, { kind, people: (counts.get(key)?.people ?? 0) + 1 });
  }
  const kinds = [...counts.values()].sort((a, b) => b.people - a.people || (a.kind.join() < b.kind.join() ? -1 : 1));
  const [shown, others] = [kinds.slice(0, mostKinds), kinds.slice(mostKinds)];
  const rest = others.reduce((sum, { people }) => sum + people, 0);
  const row = (kind: readonly string[], people: number) => [...kind, people, shareOf(people, entered.length)];
  return {
    title: 'Balance',
    heads: [...fields.map(({ label }) => label), 'people', ''],
    rows: [
      ...shown.map(({ kind, people }) => row(kind, people)),
      ...(rest > 0
        ? [
            row(
              fields.map((_, at) => (at === 0 ? 'others' : '')),
              rest,
            ),
          ]
        : []),
    ],
  };
};

/** Who has begun, by each field of the profile, in a day, a week and altogether; and how the kinds of people stand to each other. */
export const profileTables = (
  fields: readonly ProfileField[],
  people: readonly Counted[],
  runs: readonly CountedRun[],
  now: Ms,
): Table[] => {
  const profiles = new Map(people.map(({ id, profile }) => [id, profile]));
  const entered = [...entriesOf(runs)].map(([id, at]) => ({ at, profile: profiles.get(id) ?? {} }));
  return [
    ...fields.map(field => fieldTable(field, entered, now)),
    ...(fields.length > 1 ? [balance(fields.slice(0, together), entered)] : []),
  ];
};

/** The curves of entries as a table: so many had begun by the end of each week, by value. */
export const curveTable = ({ label, days, lines }: EntryCurves): Table => {
  const ends = days.flatMap((_, at) => ((days.length - 1 - at) % 7 === 0 ? [at] : []));
  return {
    title: `People who have begun, by week and ${label}`,
    heads: ['until', ...lines.map(({ value }) => value)],
    rows: ends.map(at => [days[at]!, ...lines.map(({ people }) => people[at]!)]),
  };
};
