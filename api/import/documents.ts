import { ancestorIds, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { ImportFault } from './fault.ts';
import type { Kind, Table } from './folder.ts';
import type { Column } from './notation/column.ts';
import { type Blame, holdsLineage, resolveCell } from './notation/references.ts';
import { idFaults, type RowEntry, type Rows, rowsOf } from './notation/rows.ts';
import { fieldAt, setAt } from './paths.ts';

/** A document that a row makes. */
export interface ImportedDoc {
  kind: Kind;
  file: string;
  /** Line of the row. */
  row: number;
  doc: Doc;
  /** Fields counted from the moment of the import: a later import leaves what is stored. */
  relative: readonly (readonly string[])[];
}

/** A row of a users file: its fields, references as lineages or ids. */
export interface ImportedUser {
  file: string;
  row: number;
  fields: Record<string, unknown>;
}

/** What the rows of a folder say, resolved. */
export interface Documents {
  /** Places first, from the top down, then people, then reports. */
  docs: ImportedDoc[];
  users: ImportedUser[];
  faults: ImportFault[];
  /** How many rows have no fault of their own, but hang on a row with one. */
  hanging: number;
}

const typeFields = ({ kind, type }: Table): Record<string, unknown> => {
  if (kind === 'contact') return { type: 'contact', contact_type: type };
  if (kind === 'report') return { type: 'data_record', form: type };
  return kind === 'users' ? {} : { type };
};

const rank: Readonly<Record<Kind, number>> = { place: 0, contact: 1, person: 2, report: 3, users: 4 };

const inOrder = (a: ImportedDoc, b: ImportedDoc): number =>
  rank[a.kind] - rank[b.kind] ||
  ancestorIds(a.doc as { parent?: Lineage }).length - ancestorIds(b.doc as { parent?: Lineage }).length;

/** Adds the rows that refer to a bad one, however far. */
const spread = (bad: Set<RowEntry>, refersTo: ReadonlyMap<RowEntry, ReadonlySet<RowEntry>>): void => {
  for (let before = -1; before < bad.size; ) {
    before = bad.size;
    for (const [entry, others] of refersTo) if ([...others].some(other => bad.has(other))) bad.add(entry);
  }
};

/** Rows as they are resolved, one leading to others. */
interface Resolving {
  rows: Rows;
  /** Milliseconds since 1970, for relative dates. */
  now: number;
  bad: Set<RowEntry>;
  /** By cell: a cell may be read for its lineage and for its document. */
  faults: Map<string, ImportFault>;
  refersTo: Map<RowEntry, Set<RowEntry>>;
  docs: Map<RowEntry, Record<string, unknown>>;
  lineages: Map<RowEntry, Lineage>;
  /** Rows that are being resolved: one that leads back to them goes in a circle. */
  open: Set<RowEntry>;
}

const blame = ({ bad, faults }: Resolving, entry: RowEntry, column: Column, message: string): void => {
  bad.add(entry);
  const fault = { file: entry.table.file, row: entry.row.line, column: column.header, message };
  faults.set(`${fault.file}:${fault.row}:${fault.column}`, fault);
};

/**
 * Ids of a row and of the places above it. Only `parent` columns are followed, so that a place may name its own people.
 */
const lineageOf = (at: Resolving, entry: RowEntry, column: Column): Lineage => {
  const known = at.lineages.get(entry);
  if (known) return known;
  if (at.open.has(entry)) {
    blame(at, entry, column, 'lies in itself: its parents lead back to it');
    return { _id: entry.id };
  }
  at.open.add(entry);
  const parent = minifyLineage(assemble(at, entry, ({ path }) => path[0] === 'parent').parent);
  at.open.delete(entry);
  const lineage = parent ? { _id: entry.id, parent } : { _id: entry.id };
  at.lineages.set(entry, lineage);
  return lineage;
};

/** What a cell takes of the row that it refers to: its id, its lineage, one field or all of it. */
const follow = (at: Resolving, entry: RowEntry, column: Column, found: RowEntry): unknown => {
  at.refersTo.set(entry, (at.refersTo.get(entry) ?? new Set()).add(found));
  const field = column.cells.as === 'reference' ? column.cells.field : undefined;
  if (field === '_id') return found.id;
  if (field === undefined && (holdsLineage(column) || entry.table.kind === 'users'))
    return lineageOf(at, found, column);
  if (at.open.has(found))
    return blame(at, entry, column, `leads back to itself by way of ${found.table.file}:${found.row.line}`);
  const doc = docOf(at, found);
  if (field === undefined) return doc;
  const value = fieldAt(doc, field.split('.'));
  return value === undefined
    ? blame(at, entry, column, `${found.table.file}:${found.row.line} was found, but has no ${field}`)
    : value;
};

/** The fields of a row that come from wanted columns. */
const assemble = (at: Resolving, entry: RowEntry, wanted: (column: Column) => boolean): Record<string, unknown> => {
  const doc: Record<string, unknown> = {};
  const onFault: Blame = (...what) => blame(at, ...what);
  for (const [i, column] of entry.table.columns.entries()) {
    if (column.name === '_id' || !wanted(column)) continue;
    const cell = resolveCell(at.rows, entry, column, entry.row.cells[i] ?? '', at.now, onFault);
    const value = cell && 'row' in cell ? follow(at, entry, column, cell.row) : cell?.value;
    if (value !== undefined && !setAt(doc, column.path, value))
      blame(at, entry, column, 'another column of this row already holds a text there');
  }
  return doc;
};

const docOf = (at: Resolving, entry: RowEntry): Record<string, unknown> => {
  const known = at.docs.get(entry);
  if (known) return known;
  at.open.add(entry);
  const fields = assemble(at, entry, () => true);
  at.open.delete(entry);
  const { parent, contact, ...rest } = fields;
  const lineage =
    entry.table.kind === 'users'
      ? { parent, contact }
      : { parent: minifyLineage(parent), contact: minifyLineage(contact) };
  const present = Object.fromEntries(Object.entries(lineage).filter(([, value]) => value !== undefined));
  const doc = { _id: entry.id, ...rest, ...present, ...typeFields(entry.table) };
  at.docs.set(entry, doc);
  return doc;
};

/** Resolves all rows. Lineages come first, so that the walks of places and those of documents do not meet. */
const resolveAll = (at: Resolving): void => {
  for (const entry of at.rows.all) {
    const column = entry.table.columns.find(({ path }) => path[0] === 'parent') ?? entry.table.columns[0];
    if (column) lineageOf(at, entry, column);
  }
  for (const entry of at.rows.all) docOf(at, entry);
};

/** Makes documents of rows. @param now milliseconds since 1970, for relative dates */
export const documentsOf = (tables: readonly Table[], now: number): Documents => {
  const rows = rowsOf(tables);
  const bad = new Set(rows.all.filter(({ row }) => row.faulty));
  const at: Resolving = {
    ...{ rows, now, bad, faults: new Map(), refersTo: new Map() },
    ...{ docs: new Map(), lineages: new Map(), open: new Set() },
  };
  resolveAll(at);
  const sameIds = idFaults(rows);
  const doubled = new Set(sameIds.map(({ file, row }) => `${file}:${row}`));
  for (const entry of rows.all) if (doubled.has(`${entry.table.file}:${entry.row.line}`)) bad.add(entry);
  const own = bad.size;
  spread(bad, at.refersTo);

  const where = ({ table, row }: RowEntry) => ({ file: table.file, row: row.line });
  const good = rows.all.filter(entry => !bad.has(entry));
  const imported = (entry: RowEntry): ImportedDoc => ({
    ...where(entry),
    kind: entry.table.kind,
    doc: docOf(at, entry) as Doc,
    relative: entry.table.columns.filter(({ cells }) => cells.as.startsWith('rel-')).map(({ path }) => path),
  });
  const [users, others] = [
    good.filter(({ table }) => table.kind === 'users'),
    good.filter(({ table }) => table.kind !== 'users'),
  ];
  return {
    docs: others.map(imported).sort(inOrder),
    users: users.map(entry => ({ ...where(entry), fields: docOf(at, entry) })),
    faults: [...at.faults.values(), ...sameIds],
    hanging: bad.size - own,
  };
};
