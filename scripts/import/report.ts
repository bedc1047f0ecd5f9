import type { ImportFault } from '@rounds/api/import/fault.ts';
import { type Noted, notedText } from '@rounds/config/programme/noted.ts';

/** More lines than these are counted, not listed; the first ones say what is wrong. */
const listed = 200;

/** Lines of a list, cut where it grows too long. */
export const shortened = (lines: readonly string[]): string[] =>
  lines.length > listed ? [...lines.slice(0, listed), `… and ${lines.length - listed} more`] : [...lines];

/** A note on a CSV file as one on any other file. */
export const notedRow = ({ file, row, column, message }: ImportFault): Noted => ({
  file,
  line: row,
  ...(column === undefined ? {} : { path: column }),
  message,
});

/** All that is odd about what was loaded, and all that was left out, in one list; nothing where there is nothing. */
export const report = (warnings: readonly Noted[]): string[] => {
  if (warnings.length === 0) return [];
  const [left, odd] = [true, false].map(isLeft =>
    warnings.filter(({ message }) => /\bis left out\b/.test(message) === isLeft).map(notedText),
  );
  return [
    ...(odd!.length > 0 ? [`Taken with ${odd!.length} ${odd!.length === 1 ? 'warning' : 'warnings'}:`] : []),
    ...shortened(odd!).map(line => `  ${line}`),
    ...(left!.length > 0 ? [`Left out (${left!.length}):`] : []),
    ...shortened(left!).map(line => `  ${line}`),
  ];
};
