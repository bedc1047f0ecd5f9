import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Fault } from '../settings/faults.ts';
import { mergeSettings } from '../settings/merge.ts';
import { parseSettings } from '../settings/parse.ts';
import { missingNames, type NamedThing } from '../tasks/named.ts';
import { type TranslationsDoc, translationsId } from '../words/translations.ts';
import { compileCode } from './compile-code.ts';
import { readFileDocs } from './file-docs.ts';
import { readForms } from './form-files.ts';
import { type Noted, notedText } from './noted.ts';
import { readSettingsFiles, type SettingsFiles } from './settings-files.ts';
import { strangersIn } from './strangers.ts';
import { type Taken, takenOf } from './taken.ts';
import { unusedOf } from './unused.ts';
import { localesIn, wordsIn } from './word-files.ts';

/** Folder of the programme that comes with Rounds. */
export const defaultProgramme = fileURLToPath(new URL('../default', import.meta.url));

/** What a folder says of a programme. */
export interface ReadProgramme {
  /** Empty where there are faults. */
  docs: Doc[];
  faults: Noted[];
  /** What is odd, and taken all the same, or left out. */
  warnings: Noted[];
  /** What its files came to, by file; nothing where there are faults. */
  taken: Taken[];
  /** What is taken and has no effect yet, and what is not read at all. */
  aside: Noted[];
}

/** A part of a programme. */
type Part = Omit<ReadProgramme, 'taken' | 'aside'>;

/** What a door checks of settings: the sections alone, or their expressions and times, too. */
export type CheckSettings = (raw: unknown) => { faults: Fault[]; warnings: Fault[] };

/**
 * Reads a programme in CHT's project layout: `app_settings.json` or the folder `app_settings`, `forms/app/*.xml`, and
 * `contact`, `training` and `collect` beside it, each form with its `.properties.json` and `-media` folder,
 * `translations/messages-<locale>.properties`, and pictures, partners, privacy policies and libraries for forms. The
 * same folder gives the same documents, and they are those that cht-conf uploads.
 *
 * The words of the default programme lie below (`generic`) those of another folder (`custom`).
 * @param options.time goes into `xmlVersion.time` of forms: when this version came, ms
 */
export const readProgramme = async (
  folder: string,
  { time = 0, check = parseSettings }: { time?: Ms; check?: CheckSettings } = {},
): Promise<ReadProgramme> => {
  const settings = await readSettings(folder, check);
  const languages = settings.docs.flatMap(({ settings }) => parseSettings(settings).settings.languages);
  const disabled = new Set(languages.filter(({ enabled }) => !enabled).map(({ locale }) => locale));
  const forms = await readForms(folder, time);
  const parts: Part[] = [settings, forms, await readTranslations(folder, disabled), await readFileDocs(folder)];
  const faults = parts.flatMap(part => part.faults);
  const docs = parts.flatMap(part => part.docs);
  const warnings = [...parts.flatMap(part => part.warnings), ...missingNames(settings.named ?? [], docs)];
  const strangers = await strangersIn(folder);
  if (faults.length > 0) return { docs: [], faults, warnings, taken: [], aside: strangers };
  const { placeOf, code } = settings;
  return {
    ...{ docs, faults, warnings },
    taken: takenOf(docs, placeOf, code, forms.files),
    aside: [...unusedOf(docs, placeOf, forms.files), ...strangers],
  };
};

/**
 * The documents of a programme: {@link readProgramme}, where nothing may be at fault.
 * @throws AppError `settings/invalid` when a file is faulty, with every fault by file in `details`
 */
export const programmeDocs = async (folder: string, options: { time?: Ms } = {}): Promise<Doc[]> => {
  const { docs, faults } = await readProgramme(folder, options);
  if (faults.length === 0) return docs;
  throw new AppError(
    'settings/invalid',
    `The programme in ${folder} has ${faults.length} fault(s): ${faults.map(notedText).join('; ')}`,
    { details: faults },
  );
};

/** Where the settings stand. */
interface Places {
  placeOf: SettingsFiles['placeOf'];
  /** The file of the code of a section. */
  code: Map<string, string>;
}

const readSettings = async (
  folder: string,
  check: CheckSettings,
): Promise<Part & Places & { named?: NamedThing[] }> => {
  const { raw, faults, warnings, placeOf } = await readSettingsFiles(folder);
  if (faults.length > 0) return { docs: [], faults, warnings, placeOf, code: new Map() };
  const written = (raw ?? {}) as Record<string, unknown>;
  const code = await compileCode(folder, written);
  const places = { placeOf, code: new Map(Object.entries(code.files)) };
  if (code.faults.length > 0)
    return { docs: [], faults: code.faults, warnings: [...warnings, ...code.warnings], ...places };
  const whole = Object.keys(code.sections).length > 0 ? { ...written, ...code.sections } : raw;
  const checked = check(whole);
  const placed = (found: readonly Fault[]): Noted[] => found.map(one => ({ ...placeOf(one.path), ...one }));
  const odd = [...warnings, ...code.warnings, ...placed(checked.warnings)];
  if (checked.faults.length > 0) return { docs: [], faults: placed(checked.faults), warnings: odd, ...places };
  const { $schema, ...settings } = whole as Record<string, unknown>;
  return {
    docs: [{ _id: 'settings', settings: mergeSettings({}, settings) }],
    faults: [],
    warnings: odd,
    named: code.named,
    ...places,
  };
};

const readTranslations = async (folder: string, disabled: ReadonlySet<string>): Promise<Part> => {
  const locales = [...new Set([...(await localesIn(defaultProgramme)), ...(await localesIn(folder))])].sort();
  const read: Part = { docs: [], faults: [], warnings: [] };
  for (const locale of locales) {
    const generic = await wordsIn(defaultProgramme, locale);
    const own =
      resolve(folder) === defaultProgramme ? { words: {}, warnings: generic.warnings } : await wordsIn(folder, locale);
    read.warnings.push(...own.warnings);
    read.docs.push({
      _id: translationsId(locale),
      type: 'translations',
      code: locale,
      name: languageName(locale),
      enabled: !disabled.has(locale),
      generic: generic.words,
      custom: own.words,
    } satisfies TranslationsDoc);
  }
  return read;
};

/** A language's own name, such as `Kiswahili`; the code where it is not known. */
const languageName = (locale: string): string => {
  const tag = locale.replace('_', '-');
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? locale;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
};

/**
 * The document's text as compared: without its revision, the time of a form's version, and with digests in place of
 * attachments.
 */
const digestOf = ({ _rev, _attachments = {}, xmlVersion, ...body }: Doc): string => {
  const version = (xmlVersion as { sha256?: string } | undefined)?.sha256;
  const attachments = Object.entries(_attachments).map(([name, { data, digest }]) => [
    name,
    data === undefined ? digest : `md5-${createHash('md5').update(data, 'base64').digest('base64')}`,
  ]);
  return JSON.stringify(sorted({ ...body, version, attachments: Object.fromEntries(attachments) }));
};

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

/**
 * What of a programme has to be written: documents that are missing, or differ from what is stored, with the stored
 * revision.
 * @param stored in the order of `wanted`, as `store.getMany` answers, attachments as stubs
 */
export const changedDocs = (wanted: readonly Doc[], stored: readonly (Doc | null | undefined)[]): Doc[] =>
  wanted.flatMap((doc, index) => {
    const before = stored[index];
    if (!before) return [doc];
    return digestOf(doc) === digestOf(before) ? [] : [{ ...doc, ...(before._rev ? { _rev: before._rev } : {}) }];
  });
