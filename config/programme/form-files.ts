import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { attachmentsIn } from './attached-files.ts';
import { type FormDoc, type FormKind, formDoc, formKinds } from './form-docs.ts';
import type { Noted } from './noted.ts';
import { readJsonFile } from './settings-files.ts';
import { xformsOf } from './xform-files.ts';

/** The forms of a programme's folder. */
export interface ReadForms {
  docs: FormDoc[];
  /** The file that each comes from, by the id of its document. */
  files: Map<string, string>;
  faults: Noted[];
  warnings: Noted[];
}

const filesOf = async (folder: string): Promise<string[]> => (existsSync(folder) ? (await readdir(folder)).sort() : []);

const readKind = async (folder: string, kind: FormKind, time: Ms): Promise<ReadForms> => {
  const place = join('forms', kind);
  const names = await filesOf(join(folder, place));
  const read: ReadForms = { docs: [], files: new Map(), faults: [], warnings: [] };
  const { forms, warnings } = await xformsOf(folder, kind, names);
  read.warnings.push(...warnings);
  const own = forms.map(({ name }) => name);
  for (const { name, file, xml } of forms) {
    const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
    const properties = await readJsonFile(folder, join(place, `${name}.properties.json`), notes);
    const { doc, faults, warnings } = formDoc({
      ...{ kind, name, time, others: own, file, xml },
      media: await attachmentsIn(join(folder, place, `${name}-media`)),
      properties: properties?.value,
    });
    if (doc && notes.faults.length === 0) {
      read.docs.push(doc);
      read.files.set(doc._id, file);
    }
    read.faults.push(...notes.faults, ...faults);
    read.warnings.push(...notes.warnings, ...warnings);
  }
  return read;
};

/** Reads the forms of a programme's folder. */
export const readForms = async (folder: string, time: Ms): Promise<ReadForms> => {
  const read = await Promise.all(formKinds.map(kind => readKind(folder, kind, time)));
  return {
    docs: read.flatMap(({ docs }) => docs),
    files: new Map(read.flatMap(({ files }) => [...files])),
    faults: read.flatMap(({ faults }) => faults),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
};
