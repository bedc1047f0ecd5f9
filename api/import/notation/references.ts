import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { readCell } from './cell.ts';
import type { Column } from './column.ts';
import type { RowEntry, Rows } from './rows.ts';

/** What a cell says: a value, or the row that it refers to; undefined for nothing. */
export type Resolved = { value: unknown } | { row: RowEntry } | undefined;

/** Hears of a fault in a cell. */
export type Blame = (entry: RowEntry, column: Column, message: string) => void;

/** Whether a field holds ids of a place and those above it, and nothing else of them. */
export const holdsLineage = ({ path }: Column): boolean => ['parent', 'contact'].includes(path.at(-1) ?? '');

/** A lineage written as text: nothing, or JSON such as `{}` and `{"_id": "…", "parent": {…}}`. */
const lineageText = (text: string): Resolved | { fault: string } => {
  if (text.trim() === '') return undefined;
  const fault = `"${text}" is no lineage; refer to a row with WHERE, or name ids in columns such as parent._id`;
  try {
    const parsed = JSON.parse(text) as Record<string, unknown> | null;
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return { fault };
    if (parsed._id === undefined && Object.keys(parsed).length > 0) return { fault };
    const value = minifyLineage(parsed);
    return value && { value };
  } catch {
    return { fault };
  }
};

/** Reads the cell of a column; a reference is looked up, not yet followed. @param now milliseconds since 1970 */
export const resolveCell = (
  rows: Rows,
  entry: RowEntry,
  column: Column,
  text: string,
  now: number,
  blame: Blame,
): Resolved => {
  const { cells, path } = column;
  if (cells.as === 'excluded') return undefined;
  if (cells.as === 'reference') {
    if (text.trim() === '' && cells.literal === undefined) return undefined;
    const found = rows.find(cells, text);
    if (typeof found !== 'string') return { row: found };
    blame(entry, column, found);
    return undefined;
  }
  const isLineage = cells.as === 'text' && path.length === 1 && holdsLineage(column) && entry.table.kind !== 'users';
  const cell = isLineage ? lineageText(text) : readCell(cells.as, text, now);
  if (cell === undefined || !('fault' in cell)) return cell;
  blame(entry, column, cell.fault);
  return undefined;
};
