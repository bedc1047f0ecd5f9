import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Attachment, Doc } from '@rounds/ddocs/documents/doc.ts';
import { attachedFile, attachmentsIn } from './attached-files.ts';
import type { Noted } from './noted.ts';
import { readJsonFile } from './settings-files.ts';

/** A document of files that a programme has besides its forms, and where in its JSON file their names stand. */
interface FileDoc {
  id: 'resources' | 'branding' | 'partners' | 'privacy-policies';
  /** What is stored, from what the JSON file holds. */
  body: (said: Fields) => Fields;
  /** Names of files by what they are for. */
  named: (said: Fields) => unknown;
}

type Fields = Record<string, unknown>;

const fileDocs: readonly FileDoc[] = [
  { id: 'resources', body: resources => ({ resources }), named: said => said },
  { id: 'branding', body: said => said, named: said => said.resources },
  { id: 'partners', body: said => said, named: said => said.resources },
  { id: 'privacy-policies', body: said => ({ privacy_policies: said }), named: said => said },
];

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readFields = async (
  folder: string,
  file: string,
): Promise<{ said: Fields; faults: Noted[]; warnings: Noted[] }> => {
  const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
  const read = await readJsonFile(folder, file, notes);
  if (read && !isFields(read.value)) notes.faults.push({ file, message: 'is not an object' });
  return { said: isFields(read?.value) ? read.value : {}, ...notes };
};

const readOne = async (
  folder: string,
  { id, body, named }: FileDoc,
): Promise<{ doc?: Doc; faults: Noted[]; warnings: Noted[] }> => {
  const file = `${id}.json`;
  const { said, faults, warnings } = await readFields(folder, file);
  if (faults.length > 0 || Object.keys(said).length === 0) return { faults, warnings };
  // In order of their names, in which cht-conf compares them.
  const names = isFields(named(said)) ? Object.values(named(said) as Fields).sort() : [];
  const attachments: Record<string, Attachment> = {};
  for (const name of names) {
    const path = join(folder, id, String(name));
    const isInside = typeof name === 'string' && path.startsWith(join(folder, id, '/'));
    if (isInside && existsSync(path)) attachments[name] = await attachedFile(path);
    else if (isInside)
      warnings.push({ file, message: `names ${name}, which is not in the folder ${id}, and is left out` });
    else faults.push({ file, message: `names ${JSON.stringify(name)}, which is not in the folder ${id}` });
  }
  return { doc: { ...body(said), _id: id, _attachments: attachments }, faults, warnings };
};

/**
 * The documents of pictures, partners, privacy policies and libraries for forms: `resources.json` with the folder
 * `resources`, and so on, as cht-conf uploads them.
 */
export const readFileDocs = async (folder: string): Promise<{ docs: Doc[]; faults: Noted[]; warnings: Noted[] }> => {
  const read = await Promise.all(fileDocs.map(each => readOne(folder, each)));
  const libraries = await attachmentsIn(join(folder, 'extension-libs'));
  const docs = read.flatMap(({ doc }) => doc ?? []);
  if (Object.keys(libraries).length > 0) docs.push({ _id: 'extension-libs', _attachments: libraries });
  return {
    docs,
    faults: read.flatMap(({ faults }) => faults),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
};
