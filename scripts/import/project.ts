import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Count } from '@rounds/api/import/write.ts';
import { changedDocs, programmeDocs } from '@rounds/config/programme/documents.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Whether a folder is a project of cht-conf: it has settings, and perhaps forms and words. */
export const isProject = (folder: string): boolean =>
  ['app_settings.json', 'app_settings'].some(name => existsSync(join(folder, name)));

/**
 * Writes settings, forms and words of a project's folder, those that are not stored as they stand there.
 * @param options.dryRun compares and counts, and writes nothing
 * @returns how many, and the settings of the folder, which a dry run has not stored
 * @throws `settings/invalid` with every fault of the folder, and nothing is written; `store/refused`
 */
export const importProject = async (
  store: Store,
  folder: string,
  { dryRun }: { dryRun: boolean },
): Promise<Count & { settings: unknown }> => {
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
  return { created, changed: changed.length - created, unchanged: wanted.length - changed.length, settings };
};
