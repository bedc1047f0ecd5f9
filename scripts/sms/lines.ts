import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Planned } from './outcome.ts';
import type { Person } from './people.ts';

/** How text is marked. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** Marks text by colours where they can be seen, else not at all. `NO_COLOR` is heard (no-color.org). */
export const paint = (coloured: boolean): Paint => {
  const mark = (code: number) => (text: string) => (coloured && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { strong: mark(1), faint: mark(2), good: mark(32), bad: mark(31) };
};

/** A text on one line, cut where it is long. */
const short = (text: string, most = 100): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
};

/** Messages of people hold whatever somebody typed: nothing of it may steer the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
export const harmless = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** A table of people. */
export const peopleLines = (people: readonly Person[]): string[] => {
  const width = (pick: (person: Person) => string | undefined) =>
    Math.max(0, ...people.map(person => pick(person)?.length ?? 0));
  const [name, phone, login] = [width(each => each.name), width(each => each.phone), width(each => each.login)];
  return people.map(each =>
    `${each.name.padEnd(name)}   ${each.phone.padEnd(phone)}   ${(each.login ?? '').padEnd(login)}   ${each.code ?? ''}`.trimEnd(),
  );
};

/** What is planned, one line each. */
export const planLines = (plans: readonly Planned[], { faint }: Paint): string[] =>
  plans.map(({ due, state, schedule, text }) => {
    const aside = [schedule, ...(state === 'scheduled' ? [] : [state])].join(', ');
    return `  ${due}  ${short(harmless(text)) || '(no text)'} ${faint(`(${aside})`)}`;
  });

/** What became of a message. */
export const outcomeLines = (report: Report | null, plans: readonly Planned[], colours: Paint): string[] => {
  if (!report) return [colours.bad('  the report is not stored')];
  const { form, errors = [], fields = {} } = report;
  const answers = Object.entries(fields).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [
    colours.faint(
      form
        ? `  report ${form}${answers.length > 0 ? `: ${short(harmless(answers.join(', ')))}` : ''}`
        : '  a message of no form',
    ),
    ...errors.map(({ code, message }) => colours.bad(`  ${code}: ${short(harmless(message), 200)}`)),
    ...(plans.length > 0 ? [colours.faint(`  ${plans.length} scheduled:`), ...planLines(plans, colours)] : []),
  ];
};
