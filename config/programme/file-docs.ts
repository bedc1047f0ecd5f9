import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attachment, Doc } from '@rounds/ddocs/documents/doc.ts';
import { attachedFile, attachmentsIn } from './attached-files.ts';
import type { FormFault } from './form-docs.ts';

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

const readFields = async (folder: string, file: string): Promise<{ said: Fields; fault?: FormFault }> => {
  if (!existsSync(join(folder, file))) return { said: {} };
  try {
    const said: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
    return isFields(said) ? { said } : { said: {}, fault: { file, message: 'is not an object' } };
  } catch (error) {
    return { said: {}, fault: { file, message: (error as Error).message } };
  }
};

const readOne = async (folder: string, { id, body, named }: FileDoc): Promise<{ doc?: Doc; faults: FormFault[] }> => {
  const file = `${id}.json`;
  const { said, fault } = await readFields(folder, file);
  if (fault) return { faults: [fault] };
  if (Object.keys(said).length === 0) return { faults: [] };
  // In order of their names, in which cht-conf compares them.
  const names = isFields(named(said)) ? Object.values(named(said) as Fields).sort() : [];
  const faults: FormFault[] = [];
  const attachments: Record<string, Attachment> = {};
  for (const name of names) {
    const path = join(folder, id, String(name));
    const isInside = typeof name === 'string' && path.startsWith(join(folder, id, '/'));
    if (isInside && existsSync(path)) attachments[name] = await attachedFile(path);
    else faults.push({ file, message: `names ${JSON.stringify(name)}, which is not in the folder ${id}` });
  }
  return { doc: { ...body(said), _id: id, _attachments: attachments }, faults };
};

/**
 * The documents of pictures, partners, privacy policies and libraries for forms: `resources.json` with the folder
 * `resources`, and so on, as cht-conf uploads them.
 */
export const readFileDocs = async (folder: string): Promise<{ docs: Doc[]; faults: FormFault[] }> => {
  const read = await Promise.all(fileDocs.map(each => readOne(folder, each)));
  const libraries = await attachmentsIn(join(folder, 'extension-libs'));
  const docs = read.flatMap(({ doc }) => doc ?? []);
  if (Object.keys(libraries).length > 0) docs.push({ _id: 'extension-libs', _attachments: libraries });
  return { docs, faults: read.flatMap(({ faults }) => faults) };
};
