import { fold, needles } from '../people/fold.ts';
import type { People, Person } from '../people/people.ts';
import type { ReportRow } from './rows.ts';

/** Which reports a list shows; '' leaves a part open. */
export interface ReportFilter {
  /** What was typed: names, the title of a form, a number, the person's own words. */
  text: string;
  /** Code of a form: all forms with its title. */
  form: string;
  /** Id of a place: reports about it or anybody below it, or from there. */
  place: string;
  /** Local days, `2026-11-30`. */
  from: string;
  to: string;
  status: '' | 'valid' | 'faulty' | 'waiting' | 'refused' | 'unknown';
  verified: '' | 'yes' | 'no' | 'open' | 'waits';
}

/** Everything is shown. */
export const noFilter: ReportFilter = {
  ...{ text: '', form: '', place: '', from: '', to: '' },
  ...{ status: '', verified: '' },
};

/** How many parts of a filter beside the text say something. */
export const filtersSet = ({ text: _, ...parts }: ReportFilter): number =>
  Object.values(parts).filter(part => part !== '').length;

/** What a list of reports goes by. */
export interface ReportsAround {
  people: Pick<People, 'get' | 'rows' | 'below'>;
  /** Title of a form. */
  title: (form: string) => string;
  /** Whether the phone has a form. */
  knows: (form: string) => boolean;
  /** Reports that wait to be sent, and those that the server refused. */
  waiting: ReadonlySet<string>;
  refused: ReadonlySet<string>;
}

/** Somebody by id or short code. */
export const finder = (people: Pick<People, 'get' | 'rows'>): ((id: string) => Person | undefined) => {
  let codes: Map<string, Person> | undefined;
  return id => {
    const known = people.get(id);
    if (known) return known;
    codes ??= new Map(people.rows().flatMap(row => (row.code ? [[row.code, row] as const] : [])));
    return codes.get(id);
  };
};

/** Reports that a filter lets through, in the order given. */
export const reportsShown = (
  rows: readonly ReportRow[],
  filter: ReportFilter,
  around: ReportsAround,
): readonly ReportRow[] => {
  const find = finder(around.people);
  const tests = testsOf(filter, around, find);
  return tests.length === 0 ? rows : rows.filter(row => tests.every(test => test(row)));
};

type Test = (row: ReportRow) => boolean;
type Find = (id: string) => Person | undefined;

const testsOf = (filter: ReportFilter, around: ReportsAround, find: Find): Test[] => {
  const { form, place, from, to, status, verified } = filter;
  const tests: Test[] = [];
  if (form) tests.push(isOfForm(form, around));
  if (from) tests.push(startingAt(new Date(`${from}T00:00`).getTime()));
  if (to) tests.push(before(new Date(`${to}T24:00`).getTime()));
  if (status) tests.push(hasStatus(status, around));
  if (verified) tests.push(isVerified(verified));
  if (place) tests.push(liesIn(place, around, find));
  const words = needles(filter.text);
  if (words.length > 0) tests.push(says(words, around, find));
  return tests;
};

/** Whether a report is of a form or of another that people know by the same title, such as that of SMS. */
const isOfForm = (wanted: string, { title }: ReportsAround): Test => {
  const words = title(wanted);
  const known = new Map([[wanted, true]]);
  return ({ form }) => {
    const fits = known.get(form) ?? title(form) === words;
    known.set(form, fits);
    return fits;
  };
};

const startingAt =
  (start: number): Test =>
  ({ at }) =>
    at >= start;

const before =
  (end: number): Test =>
  ({ at }) =>
    at < end;

const hasStatus =
  (status: ReportFilter['status'], { waiting, refused, knows }: ReportsAround): Test =>
  ({ id, faulty, form }) => {
    if (status === 'waiting') return waiting.has(id);
    if (status === 'refused') return refused.has(id);
    if (status === 'unknown') return !knows(form);
    return status === 'faulty' ? faulty === true : !faulty && !refused.has(id);
  };

const isVerified =
  (wanted: ReportFilter['verified']): Test =>
  ({ verified, waits }) => {
    if (wanted === 'waits') return waits === true;
    return wanted === 'open' ? verified === undefined : verified === (wanted === 'yes');
  };

const liesIn = (place: string, { people }: ReportsAround, find: Find): Test => {
  const inside = new Set([place, ...people.below(place).map(({ id }) => id)]);
  return ({ about, by }) =>
    about.length > 0 ? about.some(id => inside.has(find(id)?.id ?? id)) : by !== undefined && inside.has(by);
};

const says = (words: readonly string[], { title }: ReportsAround, find: Find): Test => {
  const titles = new Map<string, string>();
  const titleOf = (form: string): string => {
    const known = titles.get(form) ?? fold(`${title(form)} ${form}`);
    titles.set(form, known);
    return known;
  };
  return ({ form, about, name, by, from, words: own }) => {
    const whom = about.map(id => find(id)?.words ?? fold(id)).join(' ');
    const sender = by ? (find(by)?.words ?? '') : '';
    const hay = ` ${titleOf(form)} ${whom} ${name ? fold(name) : ''} ${sender} ${fold(`${from ?? ''} ${own ?? ''}`)}`;
    return words.every(word => hay.includes(word));
  };
};
