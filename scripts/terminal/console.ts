import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** A line of pino in short: what a person needs at a terminal. Undefined for a line that is not pino's. */
const readPino = (line: string): { level: number; text: string } | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if (typeof level !== 'number') return undefined;
    return { level, text: [msg, err?.message].filter(Boolean).join(': ') };
  } catch {
    return undefined;
  }
};

/** A log of so many bytes is put aside, as `<name>.log.1`, and a new one begun. */
const largest = 20_000_000;

/**
 * A listener for the output of a program: every line goes to `<dir>/logs/<name>.log`, warnings and worse to the
 * terminal, in short. A log that cannot be written (a full disk) is complained of once, and what runs goes on.
 * @param least pino's number of the least level shown; 40 is a warning
 * @param most bytes of a log
 */
export const listener = (
  dir: string,
  name: string,
  { say, least = 40, most = largest }: { say: (text: string) => void; least?: number; most?: number },
): ((line: string) => void) => {
  const file = join(dir, 'logs', `${name}.log`);
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let complained = false;
  const keep = (text: string): void => {
    try {
      if (size > most) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, text, { mode: 0o600 });
      size += Buffer.byteLength(text);
    } catch (error) {
      if (!complained) say(`${file} cannot be written: ${(error as Error).message}`);
      complained = true;
    }
  };
  return line => {
    keep(`${line}\n`);
    const read = readPino(line);
    if (read && read.level >= least) say(`${name} ${levels[read.level] ?? read.level}: ${read.text}`);
    if (!read && /error|exception|^\s+at /i.test(line)) say(`${name}: ${line}`);
  };
};

/** Rows as a table whose columns stand below each other. The first row is its head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows;
  const widths = head.map((_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('   ')
      .trimEnd();
  return [line(head), widths.map(width => '─'.repeat(width)).join('   '), ...body.map(line)].join('\n');
};
