import { readLocal, writeLocal } from '../database/local-docs.ts';

/** Texts typed and not sent, by conversation: `_local/unsent`, so that none is ever sent by itself. */
export const readUnsent = async (db: PouchDB.Database): Promise<Record<string, string>> =>
  (await readLocal<{ texts: Record<string, string> }>(db, 'unsent'))?.texts ?? {};

/** Keeps a text typed to somebody; an empty one is given up. */
export const writeUnsent = async (db: PouchDB.Database, id: string, text: string): Promise<void> => {
  const { [id]: before, ...others } = await readUnsent(db);
  if ((before ?? '') === text) return;
  await writeLocal(db, 'unsent', { texts: text ? { ...others, [id]: text } : others });
};
