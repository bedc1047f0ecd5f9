import type { ImportFault } from '../fault.ts';
import type { Row, Table } from '../folder.ts';
import type { Reference } from './column.ts';
import { idsOf } from './row-ids.ts';

/** A row with what is known of it before anything is resolved. */
export interface RowEntry {
  table: Table;
  row: Row;
  id: string;
}

/** Finds rows by what references name. */
export interface Rows {
  all: readonly RowEntry[];
  /** The one row that a reference names, or a sentence that says why there is none. */
  find(reference: Reference, cell: string): RowEntry | string;
}

const matches = ({ kind, type }: Table, wanted: string): boolean =>
  kind !== 'users' && (kind === wanted || type === wanted);

/** Column of a name; the last one where a name stands twice. */
export const cellOf = ({ table, row }: RowEntry, name: string): string | undefined => {
  const at = table.columns.findLastIndex(column => column.name === name);
  return at < 0 ? undefined : (row.cells[at] ?? '');
};

/** Rows of all tables, with an index for each column that some reference asks for. */
export const rowsOf = (tables: readonly Table[]): Rows => {
  const all = tables.flatMap(table => {
    const ids = idsOf(table);
    return table.rows.map(row => ({ table, row, id: ids.get(row) ?? '' }));
  });
  const indexes = new Map<string, Map<string, RowEntry[]> | string>();

  const indexOf = (kind: string, column: string): Map<string, RowEntry[]> | string => {
    const key = `${kind} ${column}`;
    const known = indexes.get(key);
    if (known) return known;
    const entries = all.filter(({ table }) => matches(table, kind));
    const cells = entries.map(entry => (column === '_id' ? entry.id : cellOf(entry, column)));
    const index = new Map<string, RowEntry[]>();
    for (const [i, entry] of entries.entries()) {
      const cell = cells[i];
      if (cell === undefined) continue;
      const same = index.get(cell.trim());
      if (same) same.push(entry);
      else index.set(cell.trim(), [entry]);
    }
    const made =
      entries.length === 0
        ? `no file of the kind ${kind} is in the folder`
        : cells.every(cell => cell === undefined)
          ? `no ${kind} file has a column ${column}`
          : index;
    indexes.set(key, made);
    return made;
  };

  const find: Rows['find'] = ({ kind, column, literal }, cell) => {
    const wanted = literal ?? cell;
    const lookedFor = `looked for a ${kind} whose ${column} is "${wanted}"`;
    const index = indexOf(kind, column);
    if (typeof index === 'string') return `${lookedFor}, but ${index}`;
    const [first, ...more] = index.get(wanted.trim()) ?? [];
    if (!first) return `${lookedFor} and found none`;
    if (more.length === 0) return first;
    const where = [first, ...more].slice(0, 3).map(({ table, row }) => `${table.file}:${row.line}`);
    return `${lookedFor} and found ${more.length + 1}: ${where.join(', ')}${more.length > 2 ? ', …' : ''}`;
  };
  return { all, find };
};

/** Ids that two rows give themselves. */
export const idFaults = ({ all }: Rows): ImportFault[] => {
  const first = new Map<string, RowEntry>();
  return all.flatMap(entry => {
    const other = entry.table.kind === 'users' ? undefined : first.get(entry.id);
    if (!other) first.set(entry.id, entry);
    const { table, row, id } = entry;
    return other
      ? [
          {
            file: table.file,
            row: row.line,
            column: '_id',
            message: `"${id}" is the _id of ${other.table.file}:${other.row.line} too`,
          },
        ]
      : [];
  });
};
