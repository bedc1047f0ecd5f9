import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Count } from '@rounds/api/import/write.ts';
import { withoutDemonstration } from '@rounds/config/programme/demonstration.ts';
import {
  changedDocs,
  defaultProgramme,
  type ReadProgramme,
  readProgramme,
} from '@rounds/config/programme/documents.ts';
import type { Noted } from '@rounds/config/programme/noted.ts';
import type { Taken } from '@rounds/config/programme/taken.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { checkForms, type FormToCheck } from '@rounds/sentinel/forms/check-forms.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { checkSettings } from '@rounds/sentinel/settings/checked.ts';

/** Whether a folder is a project of cht-conf: it has settings, and perhaps forms and words. */
export const isProject = (folder: string): boolean =>
  ['app_settings.json', 'app_settings'].some(name => existsSync(join(folder, name)));

/** What a project's folder says, its settings checked as the api checks them. @throws ProjectFaults */
const docsOf = async (folder: string): Promise<Omit<ReadProgramme, 'faults'>> => {
  const sandbox = await openSandbox();
  try {
    const check = (raw: unknown) => checkSettings(raw, sandbox);
    const { faults, ...read } = await readProgramme(folder, { time: Date.now(), check });
    if (faults.length > 0) throw new ProjectFaults(faults, [...read.warnings, ...read.aside]);
    return read;
  } finally {
    sandbox.close();
  }
};

/** A project that must not be loaded. */
export class ProjectFaults extends Error {
  readonly faults: readonly Noted[];
  readonly warnings: readonly Noted[];
  constructor(faults: readonly Noted[], warnings: readonly Noted[]) {
    super(`The project has ${faults.length} faults`);
    this.faults = faults;
    this.warnings = warnings;
  }
}

/** Forms of the demonstration that a programme does not have, and that nobody has changed: they are its no more. */
const leftOver = (store: Store, wanted: readonly Doc[]): Promise<Doc[]> =>
  withoutDemonstration(ids => store.getMany(ids, { attachments: true }), new Set(wanted.map(({ _id }) => _id)));

/** What became of a project's settings, forms and words. */
export interface ImportedProject extends Count {
  /** Forms of the demonstration that are gone. */
  removed: number;
  /** The settings of the folder, which a dry run has not stored. */
  settings: unknown;
  /** What its files came to. */
  taken: readonly Taken[];
  warnings: Noted[];
}

/**
 * Writes settings, forms and words of a project's folder, those that are not stored as they stand there. They take the
 * place of those of the demonstration.
 * @param options.dryRun compares and counts, and writes nothing
 * @throws {@link ProjectFaults} with every fault of the folder, and nothing is written; `store/refused`
 */
export const importProject = async (
  store: Store,
  folder: string,
  { dryRun }: { dryRun: boolean },
): Promise<ImportedProject> => {
  const { docs: wanted, warnings, taken, aside } = await docsOf(folder);
  // With their attachments: CouchDB packs text, and its digest is of what it packed.
  const stored = await store.getMany(
    wanted.map(({ _id }) => _id),
    { attachments: true },
  );
  const changed = changedDocs(wanted, stored);
  const gone = resolve(folder) === resolve(defaultProgramme) ? [] : await leftOver(store, wanted);
  const toWrite = [...changed, ...gone];
  const results = dryRun || toWrite.length === 0 ? [] : await store.write(toWrite);
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
  const counts = { created, changed: changed.length - created, unchanged: wanted.length - changed.length };
  return {
    ...counts,
    removed: gone.length,
    settings,
    taken,
    warnings: [...warnings, ...aside, ...(await formWarnings(changed))],
  };
};

/** What of the forms among documents cannot be taken as it is written, each with its file. */
const formWarnings = async (docs: readonly Doc[]): Promise<Noted[]> =>
  (await checkForms(docs.flatMap(formIn))).flatMap(({ name, warnings }) =>
    warnings.map(({ message }) => ({ file: name, message })),
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
