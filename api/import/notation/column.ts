/** How the cells of a column are read. See README.md, "The notation". */
export type Cells =
  | {
      as:
        | 'text'
        | 'excluded'
        | 'string'
        | 'int'
        | 'float'
        | 'bool'
        | 'date'
        | 'rel-date'
        | 'timestamp'
        | 'rel-timestamp';
    }
  | Reference;

/** `place WHERE reference_id=COL_VAL`, or one field of it with `GET patient_id OF …`. */
export interface Reference {
  as: 'reference';
  /** The kind of file, or a type: `place`, `person`, `clinic`. */
  kind: string;
  /** The column that is compared. */
  column: string;
  /** What it is compared with; undefined stands for the cell, `COL_VAL`. */
  literal: string | undefined;
  /** The one field that is taken, dots allowed; undefined for the whole document. */
  field: string | undefined;
}

/** A column of a CSV file. */
export interface Column {
  /** The header as it stands in the file. */
  header: string;
  /** The field of the document, without the notation. */
  name: string;
  /** The same, cut at its dots. */
  path: readonly string[];
  cells: Cells;
  /** What is odd about the header, which is understood all the same. */
  oddity?: string;
}

const types = ['string', 'int', 'float', 'bool', 'date', 'rel-date', 'timestamp', 'rel-timestamp', 'excluded'] as const;
const reference =
  /^(?:(?<get>GET\s+)?(?<field>\S+)\s+OF\s+)?(?<kind>[\w-]+)\s+WHERE\s+(?<column>[^=\s]+)\s*=\s*(?<value>.*)$/i;

const cellsOf = (notation: string): Cells | undefined => {
  const type = types.find(each => each === notation);
  if (type) return { as: type };
  const match = reference.exec(notation)?.groups;
  if (!match?.kind || !match.column) return undefined;
  const value = (match.value ?? '').trim().replace(/^(['"])(.*)\1$/, '$2');
  return {
    as: 'reference',
    kind: match.kind,
    column: match.column,
    literal: value === 'COL_VAL' ? undefined : value,
    field: match.field,
  };
};

/** Reads a header. @returns the column, or a sentence that says what cannot be understood */
export const columnOf = (header: string): Column | string => {
  const [, name = '', notation] = /^([^:]*)(?::(.*))?$/s.exec(header.trim()) ?? [];
  const path = name.trim().split('.');
  if (path.some(part => part === '')) return 'has no name';
  if (path.some(part => part === '__proto__' || part === 'constructor' || part === 'prototype'))
    return 'is a name that cannot be stored';
  if (notation === undefined) return { header, name: name.trim(), path, cells: { as: 'text' } };
  const cells = cellsOf(notation.trim());
  if (cells) {
    const { field, get } = reference.exec(notation.trim())?.groups ?? {};
    const oddity = field !== undefined && get === undefined ? { oddity: `is read as GET ${notation.trim()}` } : {};
    return { header, name: name.trim(), path, cells, ...oddity };
  }
  return `":${notation}" is no notation known; there are ${types.join(', ')}, <kind> WHERE <column>=COL_VAL and GET <field> OF <kind> WHERE <column>=COL_VAL`;
};
