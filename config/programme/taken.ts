import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { FormFiles } from './unused.ts';

/** A file of a programme, and what it came to. */
export interface Taken {
  file: string;
  /** Such as `form pregnancy`, `12 sections`. */
  what: string;
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Files that are code, by the section of the settings that they come to. */
const codeFiles: Readonly<Record<string, string>> = {
  tasks: 'tasks and targets',
  contact_summary: 'contact summary',
  purge: 'purging',
};

/**
 * What the files of a programme came to, by file.
 * @param placeOf the file in which a section of the settings stands
 * @param code the files that code of a section comes from, where it does not stand in the settings
 */
export const takenOf = (
  docs: readonly Doc[],
  placeOf: (section: string) => { file: string },
  code: ReadonlyMap<string, string>,
  files: FormFiles,
): Taken[] => docs.flatMap(doc => takenIn(doc, placeOf, code, files));

const takenIn = (
  doc: Doc,
  placeOf: (section: string) => { file: string },
  code: ReadonlyMap<string, string>,
  files: FormFiles,
): Taken[] => {
  if (doc._id === 'settings') return sectionsIn(doc, placeOf, code);
  if (doc._id.startsWith('form:')) return [{ file: files.get(doc._id) ?? doc._id, what: `form ${doc.internalId}` }];
  const attached = Object.keys(doc._attachments ?? {}).length;
  if (doc._id === 'extension-libs') return [{ file: 'extension-libs', what: counted(attached, 'function') }];
  if (doc.type !== 'translations') return [{ file: `${doc._id}.json`, what: counted(attached, 'file') }];
  const own = Object.keys((doc.custom ?? {}) as object).length;
  return own > 0 ? [{ file: `translations/${doc._id}.properties`, what: counted(own, 'text') }] : [];
};

const sectionsIn = (
  { settings }: Doc,
  placeOf: (section: string) => { file: string },
  code: ReadonlyMap<string, string>,
): Taken[] => {
  const byFile = new Map<string, number>();
  const compiled: Taken[] = [];
  for (const section of Object.keys((settings ?? {}) as object)) {
    const from = code.get(section);
    if (from !== undefined) compiled.push({ file: from, what: codeFiles[section] ?? section });
    else byFile.set(placeOf(section).file, (byFile.get(placeOf(section).file) ?? 0) + 1);
  }
  const whole = [...byFile].map(([file, count]) => ({
    file,
    what: counted(count, 'section of the settings', 'sections of the settings'),
  }));
  return [...whole, ...compiled];
};
