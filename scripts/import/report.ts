import type { ImportFault } from '@rounds/api/import/fault.ts';
import { type Fate, type Noted, notedText } from '@rounds/config/programme/noted.ts';
import type { Taken } from '@rounds/config/programme/taken.ts';

/** More lines than these are counted, not listed; the first ones say what is wrong. */
const listed = 200;

/** Lines of a list, cut where it grows too long. */
export const shortened = (lines: readonly string[]): string[] =>
  lines.length > listed ? [...lines.slice(0, listed), `… and ${lines.length - listed} more`] : [...lines];

/** A note on a CSV file as one on any other file. */
export const notedRow = ({ file, row, column, message, fate }: ImportFault): Noted => ({
  file,
  line: row,
  ...(column === undefined ? {} : { path: column }),
  message,
  ...(fate ? { fate } : {}),
});

const headings: Readonly<Record<Fate, string>> = {
  unused: 'Taken, but without effect yet',
  ignored: 'Ignored',
  faulty: 'Faulty, and taken as far as it goes',
};

/**
 * What became of a folder, in four lists by file and line: what was taken, what is taken and has no effect yet, what
 * was ignored, and what is faulty and why. A list of nothing is not there.
 */
export const report = (taken: readonly Taken[], noted: readonly Noted[]): string[] => [
  ...list(
    'Taken',
    taken.map(({ file, what }) => `${file}: ${what}`),
  ),
  ...(['unused', 'ignored', 'faulty'] as const).flatMap(fate =>
    list(headings[fate], noted.filter(each => (each.fate ?? 'faulty') === fate).map(notedText)),
  ),
];

const list = (heading: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${heading} (${lines.length}):`, ...shortened(lines).map(line => `  ${line}`)];
