import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formOfWorkbook } from '../xlsform/form-of.ts';
import { sheetFaultText } from '../xlsform/sheet.ts';
import { type FormKind, internalIdOf } from './form-docs.ts';
import { type Noted, notedText } from './noted.ts';
import { readJsonFile } from './settings-files.ts';

/** An XForm of a folder, as it lies there or made of a workbook. */
export interface XFormFile {
  /** Name of the form's files, without an ending. */
  name: string;
  /** The file it comes from, for those who mend it. */
  file: string;
  xml: string;
}

/** A workbook that stands for a form, and for which type of place. */
export interface WorkbookFile {
  /** Name of the form; of one that is made for a type of place, with that type. */
  name: string;
  workbook: string;
  place?: { type: string; name: string };
}

/** Checking a project out writes its files within moments of each other: so much newer, ms, is changed since. */
const newer = 10_000;

const isWorkbook = (name: string): boolean => /\.xlsx$/i.test(name) && !/^[~.]/.test(name);
const isForEach = /^PLACE_TYPE-(create|edit)\.xlsx$/;

/**
 * The workbooks of a folder of forms. `PLACE_TYPE-create.xlsx` stands for a form of each type of place that
 * `place-types.json` names.
 */
export const workbooksOf = async (
  folder: string,
  kind: FormKind,
  names: readonly string[],
  notes: { faults: Noted[]; warnings: Noted[] },
): Promise<WorkbookFile[]> => {
  const books = names.filter(isWorkbook);
  const single = books
    .filter(book => !book.startsWith('PLACE_TYPE'))
    .map(book => ({ name: book.replace(/\.xlsx$/i, ''), workbook: book }));
  const shared = books.filter(book => kind === 'contact' && isForEach.test(book));
  if (shared.length === 0) return single;
  const types = (await readJsonFile(folder, join('forms', kind, 'place-types.json'), notes))?.value;
  const known = Object.entries(typeof types === 'object' && types !== null ? types : {});
  const each = shared.flatMap(workbook =>
    known.map(([type, name]) => ({
      name: workbook.replace('PLACE_TYPE', type).replace(/\.xlsx$/i, ''),
      ...{ workbook, place: { type, name: String(name) } },
    })),
  );
  const own = new Set(single.map(({ name }) => name));
  return [...single, ...each.filter(({ name }) => !own.has(name))];
};

const hiddenIn = (properties: unknown): string[] => {
  const { hidden_fields: hidden } = (properties ?? {}) as { hidden_fields?: unknown };
  return Array.isArray(hidden) ? hidden.filter(name => typeof name === 'string') : [];
};

/** Makes an XForm of a workbook in a folder; its faults are told by file, sheet, row and column. */
export const convertFile = async (
  folder: string,
  kind: FormKind,
  { name, workbook, place }: WorkbookFile,
): Promise<{ xml?: string; faults: Noted[]; warnings: Noted[] }> => {
  const file = join('forms', kind, workbook);
  const quiet = { faults: [] as Noted[], warnings: [] as Noted[] };
  const properties = await readJsonFile(folder, join('forms', kind, `${name}.properties.json`), quiet);
  const { xml, faults, warnings } = await formOfWorkbook({
    bytes: new Uint8Array(await readFile(join(folder, file))),
    ...{ kind, name, id: internalIdOf(kind, name), hiddenFields: hiddenIn(properties?.value) },
    ...(place ? { place } : {}),
  });
  const noted = (all: typeof faults): Noted[] =>
    all.map(fault => ({ file, message: sheetFaultText(fault), ...(fault.fate ? { fate: fault.fate } : {}) }));
  return { ...(xml === undefined ? {} : { xml }), faults: noted(faults), warnings: noted(warnings) };
};

/**
 * The XForms of a folder: those that lie there, and those of workbooks that have none beside them or were changed
 * since. A workbook with faults is left out; where an older XForm lies beside it, that one counts.
 */
export const xformsOf = async (
  folder: string,
  kind: FormKind,
  names: readonly string[],
): Promise<{ forms: XFormFile[]; warnings: Noted[] }> => {
  const place = join('forms', kind);
  const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
  const books = new Map((await workbooksOf(folder, kind, names, notes)).map(book => [book.name, book]));
  const written = names.filter(name => name.endsWith('.xml')).map(name => name.slice(0, -4));
  const warnings = [...notes.faults, ...notes.warnings];
  const changed = async (file: string): Promise<number> => (await stat(join(folder, place, file))).mtimeMs;
  const forms: XFormFile[] = [];
  for (const name of [...new Set([...written, ...books.keys()])].sort()) {
    const book = books.get(name);
    const isThere = written.includes(name);
    const isOld = book && isThere && (await changed(book.workbook)) > (await changed(`${name}.xml`)) + newer;
    const made = book && (!isThere || isOld) ? await convertFile(folder, kind, book) : undefined;
    if (book && made?.xml !== undefined) {
      warnings.push(...made.warnings);
      forms.push({ name, file: join(place, book.workbook), xml: made.xml });
      continue;
    }
    const became = isThere ? `is left out, and the older ${name}.xml taken` : 'is left out';
    for (const { file, message } of made?.faults ?? []) warnings.push({ file, message: `${became}: ${message}` });
    if (isThere)
      forms.push({
        name,
        file: join(place, `${name}.xml`),
        xml: await readFile(join(folder, place, `${name}.xml`), 'utf8'),
      });
  }
  return { forms, warnings };
};

/** The workbooks of one kind of form in a project. @throws Error where `place-types.json` cannot be read */
export const formFilesIn = async (folder: string, kind: FormKind): Promise<WorkbookFile[]> => {
  const at = join(folder, 'forms', kind);
  const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
  const books = await workbooksOf(folder, kind, existsSync(at) ? (await readdir(at)).sort() : [], notes);
  const [fault] = notes.faults;
  if (fault) throw new Error(notedText(fault));
  return books;
};
