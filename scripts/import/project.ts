import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Count } from '@rounds/api/import/write.ts';
import { changedDocs, programmeDocs } from '@rounds/config/programme/documents.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { checkForms, type FormToCheck } from '@rounds/sentinel/forms/check/check-forms.ts';

/** Whether a folder is a project of cht-conf: it has settings, and perhaps forms and words. */
export const isProject = (folder: string): boolean =>
  ['app_settings.json', 'app_settings'].some(name => existsSync(join(folder, name)));

/**
 * Writes settings, forms and words of a project's folder, those that are not stored as they stand there.
 * @param options.dryRun compares and counts, and writes nothing
 * @returns how many, the settings of the folder, which a dry run has not stored, and what of its forms cannot be taken
 *   as it is written, a line each
 * @throws `settings/invalid` with every fault of the folder, and nothing is written; `store/refused`
 */
export const importProject = async (
  store: Store,
  folder: string,
  { dryRun }: { dryRun: boolean },
): Promise<Count & { settings: unknown; warnings: string[] }> => {
  const wanted = await programmeDocs(folder, { time: Date.now() });
  // With their attachments: CouchDB packs text, and its digest is of what it packed.
  const stored = await store.getMany(
    wanted.map(({ _id }) => _id),
    { attachments: true },
  );
  const changed = changedDocs(wanted, stored);
  const results = dryRun || changed.length === 0 ? [] : await store.write(changed);
  for (const result of results)
    if (!result.ok)
      throw new AppError('store/refused', `${result.id} was not written: ${result.reason}`, {
        hint:
          result.error === 'conflict'
            ? 'Somebody else wrote it at that moment. Import again.'
            : 'The rest was written.',
      });
  const created = changed.filter(({ _rev }) => _rev === undefined).length;
  const settings = wanted.find(({ _id }) => _id === 'settings')?.settings;
  const warnings = await formWarnings(changed);
  return { created, changed: changed.length - created, unchanged: wanted.length - changed.length, settings, warnings };
};

/** What of the forms among documents cannot be taken as it is written, each with its file. */
const formWarnings = async (docs: readonly Doc[]): Promise<string[]> =>
  (await checkForms(docs.flatMap(formIn))).flatMap(({ name, warnings }) =>
    warnings.map(({ message }) => `${name}: ${message}`),
  );

const formIn = ({ _id, _attachments, context }: Doc): FormToCheck[] => {
  const data = _id.startsWith('form:') ? _attachments?.xml?.data : undefined;
  if (typeof data !== 'string') return [];
  const { expression } = (context ?? {}) as { expression?: unknown };
  return [
    {
      name: fileOf(_id.slice('form:'.length)),
      xml: Buffer.from(data, 'base64').toString('utf8'),
      expression: typeof expression === 'string' ? expression : undefined,
    },
  ];
};

/** The file of a form in a project: `contact:clinic:create` is `forms/contact/clinic-create.xml`. */
const fileOf = (id: string): string => {
  const kind = /^(contact|training):/.exec(id)?.[1];
  return kind ? `forms/${kind}/${id.slice(kind.length + 1).replaceAll(':', '-')}.xml` : `forms/app/${id}.xml`;
};
