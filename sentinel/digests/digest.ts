import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { entriesOf } from '../progress/by-profile.ts';
import type { Counted, CountedRun } from '../progress/counted.ts';
import type { ProfileField } from '../progress/profile.ts';
import { profileTables } from './by-profile-tables.ts';
import type { Table } from './table.ts';

const [hour, day]: [Ms, Ms] = [3_600_000, 86_400_000];
const ended = ['done', 'declined', 'expired', 'left'];

const countsOf = (title: string, values: readonly string[]): Table => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const share = (count: number): string => `${Math.round((count / Math.max(1, values.length)) * 100)} %`;
  return { title, heads: ['', 'people', ''], rows: rows.map(([value, count]) => [value, count, share(count)]) };
};

/** How people take part, and how many of each came to that in a day and a week. */
const takingPart = (people: readonly Counted[], now: Ms): Table => {
  const states = [...new Set(people.map(({ state }) => state))].sort();
  const rows = states.map(state => {
    const own = people.filter(each => each.state === state);
    const within = (span: Ms): number => own.filter(({ since }) => since !== null && now - since < span).length;
    const share = `${Math.round((own.length / Math.max(1, people.length)) * 100)} %`;
    return [state, within(day), within(7 * day), own.length, share];
  });
  return { title: 'Taking part', heads: ['', '24 h', '7 d', 'people', ''], rows };
};

const dialogues = (runs: readonly CountedRun[], now: Ms): Table => {
  const names = [...new Set(runs.map(({ dialogue }) => dialogue))].sort();
  const since = (of: readonly CountedRun[], at: (run: CountedRun) => Ms, span: Ms): number =>
    of.filter(run => now - at(run) < span).length;
  const rows = names.map(name => {
    const begun = runs.filter(run => run.dialogue === name && run.begun);
    const done = begun.filter(({ state }) => state === 'done');
    const [start, end] = [(run: CountedRun) => run.started, (run: CountedRun) => run.changed];
    return [
      ...[
        name,
        since(begun, start, day),
        since(done, end, day),
        since(begun, start, 7 * day),
        since(done, end, 7 * day),
      ],
      ...[begun.length, done.length],
    ];
  });
  return {
    title: 'Dialogues',
    heads: ['', 'begun 24 h', 'finished 24 h', 'begun 7 d', 'finished 7 d', 'begun', 'finished'],
    rows,
  };
};

/** How many people have finished so many dialogues. */
const histogram = (runs: readonly CountedRun[], title: string): Table => {
  const perPerson = new Map<string, number>();
  for (const { contact, state } of runs)
    if (state === 'done') perPerson.set(contact, (perPerson.get(contact) ?? 0) + 1);
  const counts = new Map<number, number>();
  for (const count of perPerson.values()) counts.set(count, (counts.get(count) ?? 0) + 1);
  const rows = [...counts].sort(([a], [b]) => a - b);
  const most = Math.max(1, ...counts.values());
  return {
    title,
    heads: ['dialogues', 'people', ''],
    rows: rows.map(([many, people]) => [many, people, '▇'.repeat(Math.ceil((people / most) * 20))]),
  };
};

const pending = (runs: readonly CountedRun[], now: Ms): Table => {
  const open = runs.filter(({ state, begun }) => begun && !ended.includes(state));
  const older = (span: Ms): number => open.filter(({ changed }) => now - changed > span).length;
  return {
    title: 'Waiting for an answer',
    heads: ['', 'people'],
    rows: [
      ['now', open.length],
      ['for more than 24 h', older(24 * hour)],
      ['for more than 7 d', older(7 * day)],
    ],
  };
};

/** How many had begun their first dialogue by the end of each week. */
const entries = (runs: readonly CountedRun[], now: Ms): Table => {
  const all = [...entriesOf(runs).values()].sort((a, b) => a - b);
  const rows: (string | number)[][] = [];
  for (let end = (all[0] ?? now) + 7 * day; ; end += 7 * day) {
    const until = Math.min(end, now);
    rows.push([new Date(until).toISOString().slice(0, 10), all.filter(at => at <= until).length]);
    if (until === now) break;
  }
  return { title: 'People who have begun, by week', heads: ['until', 'people'], rows: all.length === 0 ? [] : rows };
};

/** How many dialogues people have finished: of all, of each kind of story, in a day and a week. */
const histograms = ({ runs, kinds, stories }: Study, now: Ms): Table[] => {
  const ofKind = stories.flatMap(kind => {
    const own = runs.filter(({ dialogue }) => kinds.get(dialogue) === kind);
    return own.some(({ state }) => state === 'done') ? [histogram(own, `Of the kind ${kind}`)] : [];
  });
  const since = (span: Ms, title: string): Table =>
    histogram(
      runs.filter(({ changed }) => now - changed < span),
      title,
    );
  return [
    histogram(runs, 'Dialogues that people have finished'),
    ...ofKind,
    since(day, 'The same in the last 24 hours'),
    since(7 * day, 'The same in the last 7 days'),
  ];
};

/** What a digest is made of. */
export interface Study {
  people: readonly Counted[];
  runs: readonly CountedRun[];
  /** Fields of the profile by which people are counted. */
  fields: readonly ProfileField[];
  /** The kind of each dialogue, and those that are stories. */
  kinds: ReadonlyMap<string, string>;
  stories: readonly string[];
}

/** What a digest tells: of each day, and more of each week. */
export const digestOf = (which: 'daily' | 'weekly', study: Study, now: Ms): Table[] => {
  const { people, runs, fields } = study;
  return [
    takingPart(people, now),
    countsOf(
      'Languages',
      people.map(({ language }) => language),
    ),
    countsOf(
      'Hours between two dialogues',
      people.map(({ interval }) => interval),
    ),
    dialogues(runs, now),
    ...profileTables(fields, people, runs, now),
    pending(runs, now),
    ...histograms(study, now),
    ...(which === 'weekly' ? [entries(runs, now)] : []),
  ];
};

const escaped = (value: string | number): string =>
  String(value).replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);

/** Tables as a letter has them, as a page and as plain text. */
export const asLetter = (
  subject: string,
  tables: readonly Table[],
): { subject: string; text: string; html: string } => {
  const shown = tables.filter(({ rows }) => rows.length > 0);
  const row = (cells: readonly (string | number)[], tag: 'td' | 'th'): string =>
    `<tr>${cells.map(cell => `<${tag} style="text-align:left;padding:2px 12px 2px 0">${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const html = shown.map(
    ({ title, heads, rows }) =>
      `<h2>${escaped(title)}</h2><table>${row(heads, 'th')}${rows.map(cells => row(cells, 'td')).join('')}</table>`,
  );
  const text = shown.map(({ title, heads, rows }) =>
    [title, ...[heads, ...rows].map(cells => cells.join('\t'))].join('\n'),
  );
  return { subject, text: text.join('\n\n'), html: `<h1>${escaped(subject)}</h1>${html.join('')}` };
};
