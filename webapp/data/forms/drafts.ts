import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';
import { readFiles, writeFiles } from './answer-files.ts';

/** Answers of a form that nobody saved yet. */
export interface Draft {
  xml: string;
  /** When it was last changed, in ms. */
  at: number;
  /** What the form is filled in for; drafts of earlier versions of the app do not say. */
  purpose?: Purpose;
  /** Path of the first question of the page on which somebody stopped. */
  page?: string;
}

/** The name of a form about somebody, or of a report that is edited: one draft each. */
export const draftKey = (form: string, about: string): string => `${form}/${about}`;

/** All drafts by {@link draftKey}: `_local/drafts`, so that none is ever sent. */
export const readDrafts = async (db: PouchDB.Database): Promise<Record<string, Draft>> =>
  (await readLocal<{ drafts: Record<string, Draft> }>(db, 'drafts'))?.drafts ?? {};

/** Keeps a draft, or with null gives it up with its files. */
export const writeDraft = async (db: PouchDB.Database, key: string, draft: Draft | null): Promise<void> => {
  if (!draft) await writeFiles(db, key, {});
  const { [key]: before, ...others } = await readDrafts(db);
  if (!draft && !before) return;
  await writeLocal(db, 'drafts', { drafts: draft ? { ...others, [key]: draft } : others });
};

/**
 * Gives up a draft.
 * @returns puts it back, with its files, unless the form was begun anew meanwhile; false then
 */
export const dropDraft = async (db: PouchDB.Database, key: string): Promise<() => Promise<boolean>> => {
  const [{ [key]: draft }, files] = await Promise.all([readDrafts(db), readFiles(db, key)]);
  await writeDraft(db, key, null);
  return async () => {
    if (!draft || (await readDrafts(db))[key]) return false;
    await writeFiles(db, key, files);
    await writeDraft(db, key, draft);
    return true;
  };
};
