import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';

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

/** The name of a form about somebody: one draft each. */
export const draftKey = (form: string, contactId: string): string => `${form}/${contactId}`;

/** All drafts by {@link draftKey}: `_local/drafts`, so that none is ever sent. */
export const readDrafts = async (db: PouchDB.Database): Promise<Record<string, Draft>> =>
  (await readLocal<{ drafts: Record<string, Draft> }>(db, 'drafts'))?.drafts ?? {};

/** Keeps a draft, or with null gives it up. */
export const writeDraft = async (db: PouchDB.Database, key: string, draft: Draft | null): Promise<void> => {
  const { [key]: before, ...others } = await readDrafts(db);
  if (!draft && !before) return;
  await writeLocal(db, 'drafts', { drafts: draft ? { ...others, [key]: draft } : others });
};
