import type { Choice, Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { choiceKey } from '@rounds/sentinel/dialogues/graph.ts';
import { type Column, lines, numbers, stepColumns, theEnd } from './layout.ts';

/** A row as it was read, with its number in the sheet. */
export interface ReadRow {
  row: number;
  cells: Partial<Record<Column, string>>;
  texts: Record<string, string>;
}

/** Writes down what is wrong in a cell. */
export type NoteCell = (row: number, column: Column, message: string, step?: string) => void;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const targetIn = (text: string): string | null => (text.trim() === theEnd ? null : text.trim());

const objectIn = ({ row, cells }: ReadRow, note: NoteCell): object => {
  if (!cells.more?.trim()) return {};
  const found = json(cells.more);
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found;
  note(row, 'more', 'is no JSON object such as {"layout": "rows"}', cells.step);
  return {};
};

const propertiesOf = (row: ReadRow, note: NoteCell): Partial<Step> => {
  const found: [string, unknown][] = [];
  for (const [name, column] of Object.entries(stepColumns)) {
    const text = row.cells[column];
    if (text === undefined || text === '') continue;
    if (!numbers.includes(name)) found.push([name, text]);
    else if (Number.isFinite(Number(text))) found.push([name, Number(text)]);
    else note(row.row, column, `"${text}" is no number`, row.cells.step);
  }
  return Object.fromEntries(found) as Partial<Step>;
};

/** Where a step leads: what its own row says, or what its choices say, with its own for all others. */
const nextOf = (step: ReadRow, choices: readonly ReadRow[], note: NoteCell): Next => {
  const own = step.cells.next?.trim() ?? '';
  if (own.startsWith('{')) {
    const found = json(own);
    if (found === undefined) note(step.row, 'next', 'is no JSON that can be read', step.cells.step);
    return (found ?? null) as Next;
  }
  const led = choices.filter(({ cells }) => cells.next?.trim());
  if (led.length === 0) return own === '' ? null : targetIn(own);
  const byVariable = new Map<string, Record<string, Next>>();
  for (const { cells } of choices) {
    const { variable = '', value = '', next } = cells;
    const is = byVariable.get(variable) ?? {};
    byVariable.set(variable, next?.trim() ? { ...is, [value]: targetIn(next) } : is);
  }
  const cases = [...byVariable].flatMap(([variable, is]) => (Object.keys(is).length > 0 ? [{ variable, is }] : []));
  return { cases, ...(own === '' ? {} : { otherwise: targetIn(own) }) };
};

const choiceOf = (row: ReadRow, note: NoteCell): Choice => {
  const { variable = '', value, step } = row.cells;
  if (variable === '') note(row.row, 'variable', 'is missing: name what the answer is kept as', step);
  if (value === undefined) note(row.row, 'value', 'is missing: say what is kept when it is chosen', step);
  return { variable, value: value ?? '', ...objectIn(row, note) };
};

/** The steps and texts of the rows of a sheet; what cannot be read is noted by its cell. */
export const stepsOf = (
  rows: readonly ReadRow[],
  note: NoteCell,
): Pick<Dialogue, 'steps' | 'texts'> & { rowOf: Map<string, number> } => {
  const steps: Record<string, Step> = {};
  const texts: Record<string, Record<string, string>> = {};
  const rowOf = new Map<string, number>();
  const put = (key: string, { texts: byLanguage }: ReadRow): void => {
    for (const [language, text] of Object.entries(byLanguage)) texts[language] = { ...texts[language], [key]: text };
  };
  const isStep = ({ cells: { line } }: ReadRow): boolean => (line ?? '').trim() === '' || line === lines.step;
  for (const row of rows.filter(isStep)) {
    const id = row.cells.step?.trim() ?? '';
    if (id === '') {
      note(row.row, 'step', 'is missing: give the step a name');
      continue;
    }
    if (rowOf.has(id)) {
      note(row.row, 'step', `is there twice: row ${rowOf.get(id)} has it, too`, id);
      continue;
    }
    rowOf.set(id, row.row);
    const choices = rows.filter(each => each.cells.line === lines.choice && each.cells.step?.trim() === id);
    const read = choices.map(each => choiceOf(each, note));
    steps[id] = {
      ...propertiesOf(row, note),
      ...(read.length > 0 ? { choices: read } : {}),
      ...objectIn(row, note),
      next: nextOf(row, choices, note),
    };
    put(`${id}.text`, row);
    for (const [at, choice] of choices.entries()) put(choiceKey(id, at), choice);
  }
  for (const row of rows.filter(each => !isStep(each))) {
    const [id, line] = [row.cells.step?.trim() ?? '', row.cells.line!];
    if (line !== lines.choice) put(id === '' ? line : `${id}.${line}`, row);
    else if (!rowOf.has(id)) note(row.row, 'step', `is a choice of "${id}", which is no step`, id);
  }
  return { steps, texts, rowOf };
};
