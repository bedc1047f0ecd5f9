import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { JsonFault, type JsonText, readJsonText } from './json-text.ts';
import type { Noted } from './noted.ts';

/** The settings of a programme's folder as its files say them, unchecked. */
export interface SettingsFiles {
  /** Absent where `faults` say why. */
  raw?: unknown;
  faults: Noted[];
  warnings: Noted[];
  /** The file and line in which a path of the settings stands. */
  placeOf(path: string): { file: string; line?: number };
}

const whole = 'app_settings.json';
const base = 'app_settings/base_settings.json';
/** Sections that have a file of their own beside the base. */
const parts = { forms: 'app_settings/forms.json', schedules: 'app_settings/schedules.json' } as const;
/**
 * What cht-conf makes of other files (`tasks.js`, `contact-summary.templated.js`, `purge.js` …) when it compiles: the
 * base need not have it.
 */
const compiled = new Set(['tasks', 'contact_summary', 'purge']);

type Fields = Record<string, unknown>;

/** What a JSON file holds, with a warning of names that stand there twice; undefined where there is none. */
export const readJsonFile = async (
  folder: string,
  file: string,
  notes: { faults: Noted[]; warnings: Noted[] },
): Promise<JsonText | undefined> => {
  try {
    const text = await readFile(join(folder, file), 'utf8');
    if (text.trim() === '') {
      notes.warnings.push({ file, message: 'is empty, and is left out', fate: 'ignored' });
      return undefined;
    }
    const read = readJsonText(text);
    for (const { path, line } of read.twice)
      notes.warnings.push({ file, line, path, message: 'is there twice; the last counts' });
    return read;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof JsonFault) notes.faults.push({ file, line: error.line, message });
    else if (code !== 'ENOENT' && code !== 'ENOTDIR') notes.faults.push({ file, message });
    return undefined;
  }
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sectionIn = (path: string): string => path.split(/[.[]/)[0]!;

/**
 * Reads the settings of a project of cht-conf: `app_settings.json`, or the folder `app_settings` that it is compiled
 * from (`base_settings.json`, and `forms.json` and `schedules.json` where there are any). Where both are there and say
 * different things the folder counts, as when cht-conf compiles it again, with a warning.
 */
export const readSettingsFiles = async (folder: string): Promise<SettingsFiles> => {
  const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
  const { faults, warnings } = notes;
  const one = await readJsonFile(folder, whole, notes);
  const root = await readJsonFile(folder, base, notes);
  const found = new Map<string, JsonText>();
  for (const [section, file] of Object.entries(parts)) {
    const part = await readJsonFile(folder, file, notes);
    if (part) found.set(section, part);
  }
  const fileOf = (section: string): string => parts[section as keyof typeof parts];
  const inWhole: SettingsFiles['placeOf'] = path => ({ file: whole, ...(one ? { line: one.lineOf(path) } : {}) });
  const firstPart = [...found.keys()][0];
  if (faults.length === 0 && !root && !one)
    faults.push(
      firstPart === undefined
        ? { file: whole, message: `is missing; a programme has it, or ${base}` }
        : { file: base, message: `is missing, though ${fileOf(firstPart)} is there` },
    );
  if (faults.length > 0) return { faults, warnings, placeOf: inWhole };
  if (!root) {
    for (const section of found.keys())
      warnings.push({
        file: fileOf(section),
        message: `is left out: there is no ${base} beside it, and ${whole} counts`,
        fate: 'ignored',
      });
    return { faults, warnings, placeOf: inWhole, raw: one?.value };
  }

  const inParts: SettingsFiles['placeOf'] = path => {
    const section = sectionIn(path);
    const part = found.get(section);
    if (part) return { file: fileOf(section), line: part.lineOf(path.slice(section.length).replace(/^\./, '')) };
    if (isFields(root.value) && !Object.hasOwn(root.value, section) && one) return inWhole(path);
    return { file: base, line: root.lineOf(path) };
  };
  if (!isFields(root.value)) return { faults, warnings, placeOf: inParts, raw: root.value };
  for (const [section, { value }] of found)
    if (root.value[section] !== undefined && !isDeepStrictEqual(root.value[section], value))
      warnings.push({
        ...{ file: base, line: root.lineOf(section), path: section },
        message: `says otherwise than ${fileOf(section)}, which counts`,
      });
  const settings = { ...root.value, ...Object.fromEntries([...found].map(([section, { value }]) => [section, value])) };
  const said = isFields(one?.value) ? one.value : {};
  const others = one
    ? Object.keys(settings).filter(key => !compiled.has(key) && !isDeepStrictEqual(settings[key], said[key]))
    : [];
  for (const section of others)
    warnings.push({
      ...inWhole(section),
      path: section,
      message: `says otherwise than ${inParts(section).file}, which counts, as when it is compiled again`,
    });
  const made = Object.fromEntries(Object.entries(said).filter(([key]) => compiled.has(key)));
  const old = one ? Object.fromEntries(Object.entries(said).filter(([key]) => !Object.hasOwn(settings, key))) : {};
  return { faults, warnings, placeOf: inParts, raw: { ...old, ...settings, ...made } };
};
