import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { mergeSettings } from '../settings/merge.ts';
import { parseSettings } from '../settings/parse.ts';
import { propertyPairs } from '../words/properties.ts';
import { type TranslationsDoc, translationsId } from '../words/translations.ts';
import { attachmentsIn } from './attached-files.ts';
import { readFileDocs } from './file-docs.ts';
import { type FormFault, type FormKind, formDoc } from './form-docs.ts';
import { readSettingsFiles } from './settings-files.ts';

/** Folder of the programme that comes with Rounds. */
export const defaultProgramme = fileURLToPath(new URL('../default', import.meta.url));

/** A fault of a programme's folder. */
export interface ProgrammeFault extends FormFault {
  /** Path inside a file that has one, such as `muting.mute_forms`. */
  path?: string;
}

interface Read {
  docs: Doc[];
  faults: ProgrammeFault[];
}

/**
 * The documents of a programme in CHT's project layout: `app_settings.json` or the folder `app_settings`,
 * `forms/app/*.xml`, and `contact`, `training` and `collect` beside it, each form with its `.properties.json` and
 * `-media` folder, `translations/messages-<locale>.properties`, and pictures, partners, privacy policies and libraries
 * for forms. The same folder gives the same documents, and they are those that cht-conf uploads.
 *
 * The words of the default programme lie below (`generic`) those of another folder (`custom`).
 * @param options.time goes into `xmlVersion.time` of forms: when this version came, ms
 * @throws AppError `settings/invalid` when a file is faulty, with every fault by file in `details`
 */
export const programmeDocs = async (folder: string, options: { time?: Ms } = {}): Promise<Doc[]> => {
  const settings = await readSettings(folder);
  const languages = settings.docs.flatMap(({ settings }) => parseSettings(settings).settings.languages);
  const disabled = new Set(languages.filter(({ enabled }) => !enabled).map(({ locale }) => locale));
  const parts = [
    settings,
    await readForms(folder, 'app', options.time ?? 0),
    await readForms(folder, 'contact', options.time ?? 0),
    await readForms(folder, 'training', options.time ?? 0),
    await readForms(folder, 'collect', options.time ?? 0),
    await readTranslations(folder, disabled),
    await readFileDocs(folder),
  ];
  const faults = parts.flatMap(part => part.faults);
  if (faults.length)
    throw new AppError(
      'settings/invalid',
      `The programme in ${folder} has ${faults.length} fault(s): ${faults.map(faultText).join('; ')}`,
      {
        details: faults,
      },
    );
  return parts.flatMap(part => part.docs);
};

const faultText = ({ file, path, message }: ProgrammeFault): string => [file, path, message].filter(Boolean).join(': ');

const readSettings = async (folder: string): Promise<Read> => {
  const { raw, faults, fileOf } = await readSettingsFiles(folder);
  if (faults.length) return { docs: [], faults };
  const wrong = parseSettings(raw).faults.map(fault => ({ file: fileOf(fault.path), ...fault }));
  if (wrong.length) return { docs: [], faults: wrong };
  const { $schema, ...settings } = raw as Record<string, unknown>;
  return { docs: [{ _id: 'settings', settings: mergeSettings({}, settings) }], faults: [] };
};

const filesOf = async (folder: string): Promise<string[]> => (existsSync(folder) ? (await readdir(folder)).sort() : []);

const readForms = async (folder: string, kind: FormKind, time: Ms): Promise<Read> => {
  const place = join('forms', kind);
  const names = await filesOf(join(folder, place));
  const read: Read = { docs: [], faults: [] };
  for (const name of names.filter(each => extname(each) === '.xml').map(each => each.slice(0, -4))) {
    const propertiesName = `${name}.properties.json`;
    const media = await attachmentsIn(join(folder, place, `${name}-media`));
    const { doc, faults } = formDoc({
      kind,
      name,
      time,
      media,
      file: join(place, `${name}.xml`),
      xml: await readFile(join(folder, place, `${name}.xml`), 'utf8'),
      properties: names.includes(propertiesName)
        ? await readFile(join(folder, place, propertiesName), 'utf8')
        : undefined,
    });
    if (doc) read.docs.push(doc);
    read.faults.push(...faults);
  }
  return read;
};

const translationFile = /^messages-([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\.properties$/;

const localesIn = async (folder: string): Promise<string[]> =>
  (await filesOf(join(folder, 'translations'))).flatMap(name => translationFile.exec(name)?.[1] ?? []);

const readTranslations = async (folder: string, disabled: ReadonlySet<string>): Promise<Read> => {
  const locales = [...new Set([...(await localesIn(defaultProgramme)), ...(await localesIn(folder))])].sort();
  const read: Read = { docs: [], faults: [] };
  for (const locale of locales) {
    const generic = await wordsIn(defaultProgramme, locale);
    const own =
      resolve(folder) === defaultProgramme ? { words: {}, faults: generic.faults } : await wordsIn(folder, locale);
    read.faults.push(...own.faults);
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

const wordsIn = async (
  folder: string,
  locale: string,
): Promise<{ words: Record<string, string>; faults: ProgrammeFault[] }> => {
  const file = join('translations', `${translationsId(locale)}.properties`);
  if (!existsSync(join(folder, file))) return { words: {}, faults: [] };
  const pairs = propertyPairs(await readFile(join(folder, file), 'utf8'));
  const keys = pairs.map(([key]) => key);
  const faults = keys
    .filter((key, index) => keys.indexOf(key) < index)
    .map(key => ({ file, path: key, message: 'is there twice' }));
  return { words: Object.fromEntries(pairs), faults };
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
