import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { CsvError, parse } from 'csv-parse/sync';
import type { ImportFault } from './fault.ts';
import { type Column, columnOf } from './notation/column.ts';

/** What a file holds, by its name. */
export type Kind = 'place' | 'person' | 'contact' | 'report' | 'users';

/** A row of a file. */
export interface Row {
  /** Line where it begins; 1 is the header. */
  line: number;
  cells: readonly string[];
  /** It has a fault that needs no look at the cells: it is found when others refer to it, and never written. */
  faulty?: true;
}

/** A CSV file as read: nothing is resolved yet. */
export interface Table {
  file: string;
  kind: Kind;
  /** The contact type or the form; absent for users. */
  type: string | undefined;
  columns: readonly Column[];
  rows: readonly Row[];
}

const fileName = /^(?:(?<kind>place|person|contact|report)\.(?<type>[^.]+)(?:\..+)?|(?<users>users(?:\..+)?))\.csv$/i;

const kindOf = (file: string): Pick<Table, 'kind' | 'type'> | undefined => {
  const groups = fileName.exec(basename(file))?.groups;
  if (!groups) return undefined;
  if (groups.users) return { kind: 'users', type: undefined };
  const kind = groups.kind?.toLowerCase() as Kind;
  return { kind, type: kind === 'person' ? 'person' : groups.type };
};

/** The rows of a text; a refusal of the parser is a fault of the line that it names. */
const rowsOf = (file: string, text: string, faults: ImportFault[]): Row[] => {
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    let last = 0;
    return records.map(({ record, info }) => {
      // The parser counts the lines up to the end of a record; quoted cells may hold several.
      const inside = record.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      last = Math.max(last + 1, info.lines - inside);
      return { line: last, cells: record };
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.push({ file, row: Number(error.lines ?? 1), message: `cannot be read as CSV: ${error.message}` });
    return [];
  }
};

const tableOf = (
  file: string,
  text: string,
  { faults, warnings }: { faults: ImportFault[]; warnings: ImportFault[] },
): Table | undefined => {
  const kind = kindOf(file);
  if (!kind) {
    const known = 'place.<type>.csv, person.<name>.csv, contact.<type>.csv, report.<form>.csv, users.csv';
    faults.push({ file, row: 1, message: `the name does not say what the file holds; known are ${known}` });
    return undefined;
  }
  const [header, ...rows] = rowsOf(file, text, faults);
  if (!header) return undefined;
  const [only = '', ...others] = header.cells;
  const separator = others.length === 0 ? /[;\t|]/.exec(only)?.[0] : undefined;
  if (separator) {
    const named = separator === '\t' ? 'tabs' : `"${separator}"`;
    faults.push({
      file,
      row: header.line,
      message: `its columns are separated by ${named}; save it with commas between them`,
    });
    return undefined;
  }
  const columns = header.cells.map(cell => columnOf(cell));
  for (const [i, column] of columns.entries())
    if (typeof column === 'string')
      faults.push({ file, row: header.line, column: header.cells[i] ?? '', message: column });
  for (const column of columns)
    if (typeof column !== 'string' && column.oddity)
      warnings.push({ file, row: header.line, column: column.header, message: column.oddity });
  const good = columns.filter(column => typeof column !== 'string');
  if (good.length < columns.length) return undefined;
  const filled = rows.filter(({ cells }) => cells.some(cell => cell.trim() !== ''));
  const checked = filled.map((row): Row => {
    if (!row.cells.slice(good.length).some(cell => cell.trim() !== '')) return row;
    const message = `has ${row.cells.length} cells, the header ${good.length}; is a text with a comma not in quotes?`;
    faults.push({ file, row: row.line, message });
    return { ...row, faulty: true };
  });
  return { file, ...kind, columns: good, rows: checked };
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a file; bytes that are no UTF-8 would be stored as other letters, and are a fault. */
const textOf = (file: string, bytes: Buffer, faults: ImportFault[]): string | undefined => {
  try {
    return utf8.decode(bytes as unknown as Uint8Array);
  } catch {
    const row = bytes.toString('utf8').split('\ufffd', 1)[0]!.split('\n').length;
    faults.push({
      file,
      row,
      message: 'is not in UTF-8; save it as "CSV UTF-8" (a spreadsheet offers that when saving)',
    });
    return undefined;
  }
};

/** A CSV file: its name, by which its rows are known, and where it lies. */
export interface CsvFile {
  file: string;
  path: string;
}

/**
 * The CSV files of a folder in the order of their names. In a project of cht-conf documents come from its `csv` folder,
 * users from either place, and anything else that lies beside the settings is left out.
 */
export const csvFiles = async (folder: string): Promise<{ files: CsvFile[]; leftOut: string[] }> => {
  const list = async (path: string) =>
    (await readdir(path).catch(() => [])).filter(name => /\.csv$/i.test(name)).sort();
  const here = await list(folder);
  const inside = await list(join(folder, 'csv'));
  const isProject = ['app_settings.json', 'app_settings'].some(name => existsSync(join(folder, name)));
  const counts = (name: string) =>
    inside.length > 0 ? kindOf(name)?.kind === 'users' : !isProject || kindOf(name) !== undefined;
  const own = here.filter(counts);
  const files = [
    ...own.map(file => ({ file, path: join(folder, file) })),
    ...inside.map(name => ({ file: own.includes(name) ? `csv/${name}` : name, path: join(folder, 'csv', name) })),
  ];
  return { files, leftOut: here.filter(name => !counts(name)) };
};

/**
 * Reads the CSV files of a folder ({@link csvFiles}).
 * @returns the tables in the order of their names, what cannot be read, and what is odd
 * @throws `import/invalid` when there is no such folder, or no CSV file in it
 */
export const readFolder = async (
  folder: string,
): Promise<{ tables: Table[]; faults: ImportFault[]; warnings: ImportFault[] }> => {
  const { files, leftOut } = await csvFiles(folder);
  if (files.length === 0)
    throw new AppError('import/invalid', `${folder} holds no CSV file`, {
      hint: 'Name a folder with files such as place.clinic.csv',
    });
  const notes = { faults: [] as ImportFault[], warnings: [] as ImportFault[] };
  for (const file of leftOut)
    notes.warnings.push({
      file,
      row: 1,
      message: 'is left out: what is loaded lies in the folder csv, or is users.csv',
      fate: 'ignored',
    });
  const tables: Table[] = [];
  for (const { file, path } of files) {
    const text = textOf(file, await readFile(path), notes.faults);
    const table = text === undefined ? undefined : tableOf(file, text, notes);
    if (table) tables.push(table);
  }
  return { tables, ...notes };
};
