import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { FormFault } from './form-docs.ts';

/** The settings of a programme's folder as its files say them, unchecked. */
export interface SettingsFiles {
  /** Absent where `faults` say why. */
  raw?: unknown;
  faults: FormFault[];
  /** The file in which a path of the settings stands. */
  fileOf(path: string): string;
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

/** What a JSON file holds; undefined where there is none. */
const readJson = async (folder: string, file: string, faults: FormFault[]): Promise<{ value: unknown } | undefined> => {
  try {
    return { value: JSON.parse(await readFile(join(folder, file), 'utf8')) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') faults.push({ file, message });
    return undefined;
  }
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The base with its parts put in. */
const joined = (settings: Fields, found: ReadonlyMap<string, unknown>, faults: FormFault[]): Fields => {
  for (const [section, value] of found)
    if (settings[section] !== undefined && !isDeepStrictEqual(settings[section], value))
      faults.push({
        file: parts[section as keyof typeof parts],
        message: `says otherwise than "${section}" in ${base}; keep one of the two`,
      });
  return { ...settings, ...Object.fromEntries(found) };
};

/**
 * Reads the settings of a project of cht-conf: `app_settings.json`, or the folder `app_settings` that it is compiled
 * from (`base_settings.json`, and `forms.json` and `schedules.json` where there are any). Where both are there they
 * must say the same: the one may be older than the other, and nobody could tell which of them is meant.
 */
export const readSettingsFiles = async (folder: string): Promise<SettingsFiles> => {
  const faults: FormFault[] = [];
  const one = await readJson(folder, whole, faults);
  const root = await readJson(folder, base, faults);
  const found = new Map<string, unknown>();
  for (const [section, file] of Object.entries(parts)) {
    const part = await readJson(folder, file, faults);
    if (part) found.set(section, part.value);
  }
  const inWhole = { faults, fileOf: () => whole };
  const inParts = { faults, fileOf: (path: string) => parts[path.split(/[.[]/)[0] as keyof typeof parts] ?? base };
  if (faults.length > 0) return inWhole;
  if (!root && found.size > 0)
    faults.push({
      file: base,
      message: `is missing, though ${parts[[...found.keys()][0] as keyof typeof parts]} is there`,
    });
  else if (!root && !one) faults.push({ file: whole, message: `is missing; a programme has it, or ${base}` });
  if (faults.length > 0) return inWhole;
  if (!root) return { ...inWhole, raw: one?.value };
  if (!isFields(root.value)) return { ...inParts, raw: root.value };
  const settings = joined(root.value, found, faults);
  if (!one) return faults.length > 0 ? inParts : { ...inParts, raw: settings };
  const said = isFields(one.value) ? one.value : {};
  const other = Object.keys(settings).filter(key => !compiled.has(key) && !isDeepStrictEqual(settings[key], said[key]));
  for (const key of other)
    faults.push({
      file: whole,
      message: `says otherwise than ${inParts.fileOf(key)} about "${key}"; compile it again, or remove one of the two`,
    });
  return faults.length > 0 ? inWhole : { ...inWhole, raw: one.value };
};
