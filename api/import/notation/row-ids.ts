import { v5 } from 'uuid';
import type { Row, Table } from '../folder.ts';

/**
 * The namespace of ids that come from CSV rows; never to be changed, or a second import would write everything twice.
 */
const namespace = '6f2a0a5e-6f0d-5c55-9b57-2b0b7d9f4a31';

/** The column whose cell names a row: `reference_id`, else the first that is excluded from the document. */
const referenceColumn = ({ columns }: Table): number => {
  const named = columns.findIndex(({ name }) => name === 'reference_id');
  return named >= 0 ? named : columns.findIndex(({ cells }) => cells.as === 'excluded');
};

/**
 * An id for each row, the same at every import: an `_id` column's cell as it stands, else a version-5
 * UUID of the file and the row's reference, or the row itself where it has none. Rows that say the same are told apart
 * by their order.
 */
export const idsOf = (table: Table): Map<Row, string> => {
  const own = table.columns.findIndex(({ name }) => name === '_id');
  const reference = referenceColumn(table);
  const times = new Map<string, number>();
  return new Map(
    table.rows.map(row => {
      const id = row.cells[own]?.trim();
      if (id) return [row, id];
      const named = row.cells[reference]?.trim();
      const key = named ? `reference ${named}` : `row ${JSON.stringify(row.cells)}`;
      const nth = (times.get(key) ?? 0) + 1;
      times.set(key, nth);
      return [row, v5(JSON.stringify([table.file, key, ...(nth > 1 ? [nth] : [])]), namespace)];
    }),
  );
};
