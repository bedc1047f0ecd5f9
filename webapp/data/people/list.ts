import type { TypeOfContact } from '../programme/phone-programme.ts';
import { byName, byState, type People, type Person } from './people.ts';

/** Which contacts a list shows. */
export interface Filter {
  /** What was typed; '' for all. */
  text: string;
  /** Id of a type, or '' for all. */
  type: string;
  state: 'all' | 'active' | 'muted';
  /** Households alone, those that were not visited for the longest time first. */
  unseen?: boolean;
}

/** Which places are households, and when each was last visited; 0 for never. */
export interface Households {
  isHousehold: (person: Person) => boolean;
  lastVisit: (person: Person) => number;
}

/** A line of the list: a heading, or somebody. */
export type Line = { heading: string; key: string; count: number } | { person: Person; silent: boolean };

/**
 * The list of everybody: the user's places first, then by type from the top of the hierarchy down and by name, the
 * muted ones grouped below. With a text typed, what was found: best first, the muted ones below.
 */
export const listOf = (
  people: People,
  types: readonly TypeOfContact[],
  homes: readonly string[],
  { text, type, state, unseen }: Filter,
  { isHousehold, lastVisit }: Households = { isHousehold: () => false, lastVisit: () => 0 },
): { lines: Line[]; found: number } => {
  const rows = text.trim() ? people.search(text) : people.rows();
  const silence = new Map(rows.map(row => [row.id, people.silent(row)]));
  const shown = rows.filter(
    row => (!type || row.type === type) && (state === 'all' || silence.get(row.id) === (state === 'muted')),
  );
  const active = shown.filter(({ id }) => !silence.get(id));
  const muted = shown.filter(({ id }) => silence.get(id));
  const line = (person: Person): Line => ({ person, silent: silence.get(person.id) === true });
  if (text.trim()) return { lines: [...active.map(line), ...group('muted', muted, line)], found: shown.length };

  if (unseen) {
    const households = active.filter(isHousehold).sort((a, b) => lastVisit(a) - lastVisit(b) || byName(a, b));
    return { lines: households.map(line), found: households.length };
  }

  const isHome = new Set(homes);
  const order = new Map(inOrder(types).map(({ id }, at) => [id, at]));
  const byType = (a: Person, b: Person) =>
    (order.get(a.type) ?? 99) - (order.get(b.type) ?? 99) || Number(a.died) - Number(b.died) || byName(a, b);
  const home = active.filter(({ id }) => isHome.has(id)).sort(byState);
  const rest = active.filter(({ id }) => !isHome.has(id));
  const groups = inOrder(types).flatMap(({ id }) => group(id, rest.filter(row => row.type === id).sort(byState), line));
  return {
    lines: [...group('home', home, line), ...groups, ...group('muted', muted.sort(byType), line)],
    found: shown.length,
  };
};

const group = (heading: string, rows: Person[], line: (row: Person) => Line): Line[] =>
  rows.length === 0 ? [] : [{ heading, key: `heading:${heading}`, count: rows.length }, ...rows.map(line)];

/** Types from the top of the hierarchy down, persons last. */
export const inOrder = (types: readonly TypeOfContact[]): TypeOfContact[] => {
  const depth = (type: TypeOfContact, seen: readonly string[] = []): number => {
    const parents = (type.parents ?? []).filter(id => !seen.includes(id)).map(id => types.find(each => each.id === id));
    return Math.max(0, ...parents.map(parent => (parent ? 1 + depth(parent, [...seen, type.id]) : 0)));
  };
  const isPerson = ({ person, id }: TypeOfContact) => Number(person === true || id === 'person');
  return [...types].sort((a, b) => isPerson(a) - isPerson(b) || depth(a) - depth(b));
};
