import { meant, type Notes, type RawSheet } from './sheet.ts';

/** Words that people read, each of them perhaps in many languages. */
export const textColumns = [
  'label',
  'hint',
  'guidance_hint',
  'constraint_message',
  'required_message',
  'noAppErrorString',
  'image',
  'big-image',
  'audio',
  'video',
] as const;
/** @see textColumns */
export type TextColumn = (typeof textColumns)[number];

/** What a column of a sheet is, by its header. */
export type Column =
  | { as: 'text'; name: TextColumn; language: string }
  | { as: 'attribute'; on: 'bind' | 'body' | 'instance' | 'root'; name: string }
  | { as: 'value'; name: string };

/** A row of a sheet, by what its columns are. */
export interface Row {
  /** As a spreadsheet counts it; 1 is the header. */
  line: number;
  /** By the name of the column. Empty cells are missing, here and below. */
  values: Readonly<Record<string, string>>;
  /** By column, then by language; '' for words of no language. */
  texts: Readonly<Partial<Record<TextColumn, Readonly<Record<string, string>>>>>;
  bind: Readonly<Record<string, string>>;
  body: Readonly<Record<string, string>>;
  instance: Readonly<Record<string, string>>;
  root: Readonly<Record<string, string>>;
}

/** A sheet whose columns are known. */
export interface Table {
  sheet: string;
  /** Headers as they are written, by what they are. */
  headers: ReadonlyMap<string, string>;
  columns: readonly Column[];
  rows: readonly Row[];
}

/** Spellings of columns that mean another. */
const aliases: Readonly<Record<string, string>> = {
  caption: 'label',
  command: 'type',
  relevance: 'relevant',
  read_only: 'readonly',
  'read only': 'readonly',
  calculate: 'calculation',
  count: 'repeat_count',
  'jr:count': 'repeat_count',
  constraint_msg: 'constraint_message',
  constraining_message: 'constraint_message',
  required_msg: 'required_message',
  noapperrorstring: 'noAppErrorString',
  no_app_error_string: 'noAppErrorString',
  id_string: 'form_id',
  title: 'form_title',
  set_form_id: 'form_id',
  set_form_title: 'form_title',
  list_name: 'list_name',
  value: 'name',
  dataset: 'list_name',
  'auto-send': 'auto_send',
  'auto-delete': 'auto_delete',
  omit_instanceid: 'omit_instanceID',
  instance_id: 'instance_id',
};

/** Columns that are attributes by another name. */
const attributesByName: Readonly<Record<string, { on: 'bind' | 'body' | 'instance'; name: string }>> = {
  relevant: { on: 'bind', name: 'relevant' },
  constraint: { on: 'bind', name: 'constraint' },
  required: { on: 'bind', name: 'required' },
  readonly: { on: 'bind', name: 'readonly' },
  calculation: { on: 'bind', name: 'calculate' },
  appearance: { on: 'body', name: 'appearance' },
  intent: { on: 'body', name: 'intent' },
  autoplay: { on: 'body', name: 'autoplay' },
  rows: { on: 'body', name: 'rows' },
  compact_tag: { on: 'instance', name: 'odk:tag' },
};

const attributeGroups: Readonly<Record<string, 'bind' | 'body' | 'instance' | 'root'>> = {
  bind: 'bind',
  body: 'body',
  control: 'body',
  instance: 'instance',
  attribute: 'root',
};

/** Attributes of binds that are words, or columns of their own. */
const bindTexts: Readonly<Record<string, TextColumn>> = {
  'jr:constraintMsg': 'constraint_message',
  'jr:requiredMsg': 'required_message',
  'jr:noAppErrorString': 'noAppErrorString',
};

const isTextColumn = (name: string): name is TextColumn => (textColumns as readonly string[]).includes(name);

/** `Label::English (en)` in parts. One colon parts as well where it stands behind a known word. */
const partsOf = (header: string): string[] => {
  if (header.includes('::')) return header.split('::').map(part => part.trim());
  const [first = '', ...rest] = header.split(':').map(part => part.trim());
  const known = spelled(first);
  const parts = isTextColumn(known) || known === 'media' || known in attributeGroups || known === 'hint';
  if (!parts || rest.length === 0) return [header.trim()];
  // `bind:jr:count` is the attribute `jr:count` of a bind.
  return known in attributeGroups ? [first, rest.join(':')] : [first, ...rest];
};

const spelled = (name: string): string => {
  const plain = name.trim().toLowerCase().replace(/\s+/g, '_');
  const known = aliases[name.trim().toLowerCase()] ?? aliases[plain] ?? plain;
  return known === 'big_image' ? 'big-image' : known;
};

/** What a header says. Headers of no known meaning are values under their own names. */
export const columnOf = (header: string): Column => {
  const [first = '', ...rest] = partsOf(header);
  const name = spelled(first);
  if (name === 'media' && rest.length > 0) {
    const medium = spelled(rest[0] ?? '');
    if (isTextColumn(medium)) return { as: 'text', name: medium, language: rest.slice(1).join('::') };
  }
  const group = attributeGroups[name];
  if (group !== undefined && rest.length > 0) {
    const [attribute = '', ...more] = rest;
    const words = group === 'bind' ? bindTexts[attribute] : undefined;
    if (words !== undefined) return { as: 'text', name: words, language: more.join('::') };
    if (group === 'body' && attribute === 'jr:count') return { as: 'value', name: 'repeat_count' };
    return { as: 'attribute', on: group, name: attribute };
  }
  if (isTextColumn(name)) return { as: 'text', name, language: rest.join('::') };
  const attribute = rest.length === 0 ? attributesByName[name] : undefined;
  if (attribute) return { as: 'attribute', ...attribute };
  return { as: 'value', name: rest.length > 0 ? header.trim() : name };
};

const keyOf = (column: Column): string =>
  column.as === 'text'
    ? `${column.name}::${column.language}`
    : column.as === 'attribute'
      ? `${column.on}::${column.name}`
      : column.name;

/** How cells are cleaned: blanks in a row become one, quotes of a word processor plain ones. */
const plainQuotes = (cell: string): string => cell.replace(/[\u2018\u2019]/g, "'").replace(/[\u201c\u201d]/g, '"');
const cleaned = (cell: string, tidy: boolean): string =>
  tidy ? plainQuotes(cell).replace(/ {2,}/g, ' ').trim() : plainQuotes(cell);

/**
 * Reads the columns and rows of a sheet.
 * @param options.ownColumns headers that are not known keep their own spelling, as those of choices do
 * @param options.tidy blanks in a row become one
 * @param options.lastCounts two columns that mean the same are odd and no fault
 */
export const readTable = (
  { name, rows }: RawSheet,
  notes: Notes,
  {
    ownColumns = false,
    tidy = true,
    lastCounts = false,
  }: { ownColumns?: boolean; tidy?: boolean; lastCounts?: boolean } = {},
): Table => {
  const headers = new Map<string, string>();
  const columns = (rows[0] ?? []).map((header): Column | undefined => {
    if (header.trim() === '') return undefined;
    const read = columnOf(header);
    const column: Column =
      ownColumns && read.as === 'value' && !choiceColumns.has(read.name) ? { as: 'value', name: header.trim() } : read;
    const other = headers.get(keyOf(column));
    if (other !== undefined)
      notes[lastCounts ? 'warnings' : 'faults'].push({
        ...{ sheet: name, row: 1, column: header },
        message: `means the same as "${other}": ${lastCounts ? 'the last counts' : 'leave one of the two columns'}`,
      });
    headers.set(keyOf(column), header);
    return column;
  });
  const read = rows.slice(1).map((cells, index) => rowOf(index + 2, columns, cells, tidy));
  return {
    sheet: name,
    headers,
    columns: columns.filter(column => column !== undefined),
    rows: read.filter(row => !isEmpty(row)),
  };
};

const choiceColumns = new Set(['list_name', 'name']);

const isEmpty = ({ values, texts, bind, body, instance, root }: Row): boolean =>
  [values, texts, bind, body, instance, root].every(part => Object.keys(part).length === 0);

const rowOf = (
  line: number,
  columns: readonly (Column | undefined)[],
  cells: readonly string[],
  tidy: boolean,
): Row => {
  const values: Record<string, string> = {};
  const texts: Partial<Record<TextColumn, Record<string, string>>> = {};
  const attributes = { bind: {}, body: {}, instance: {}, root: {} } as Record<
    'bind' | 'body' | 'instance' | 'root',
    Record<string, string>
  >;
  for (const [i, column] of columns.entries()) {
    const cell = cleaned(cells[i] ?? '', tidy);
    if (!column || cell.trim() === '') continue;
    if (column.as === 'value') values[column.name] = cell;
    else if (column.as === 'attribute') attributes[column.on][column.name] = cell;
    else texts[column.name] = { ...texts[column.name], [column.language]: cell };
  }
  return { line, values, texts, ...attributes };
};

/** The header over a column, as it is written. */
export const headerOf = ({ headers }: Table, key: string): string => headers.get(key) ?? key;

/**
 * Tells of columns whose headers look like slips of the pen. Others that forms do not know hold notes of those who
 * write the form, as in most workbooks, and are passed over.
 */
export const tellUnknownColumns = (table: Table, known: ReadonlySet<string>, notes: Notes): void => {
  const all = [...known, ...textColumns, ...Object.keys(attributesByName)];
  for (const column of table.columns) {
    if (column.as !== 'value' || known.has(column.name)) continue;
    const help = meant(column.name.replace(/::.*/, ''), all);
    if (help !== '')
      notes.warnings.push({
        ...{ sheet: table.sheet, row: 1, column: headerOf(table, column.name) },
        message: `is not a column that forms know, and is left out.${help}`,
        fate: 'ignored',
      });
  }
};
