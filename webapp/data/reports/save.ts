import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { quickStore } from '../database/quick-store.ts';
import type { Sync } from '../replicate/sync.ts';
import { type Progress, takeBack, writeOwn } from '../replicate/waiting.ts';
import { type Settling, settled } from './settled.ts';

/** What it takes to save something, or to take it back. */
export interface Saving extends Settling {
  db: PouchDB.Database;
  sync: Pick<Sync, 'noticed' | 'now'>;
}

/**
 * Saves documents with all that follows from them on this device: the sentinel's own rules run here, and everything is
 * written at once or not at all. The server settles the same again with all it knows.
 * @param docs makes the documents from what is stored now; called again when that changed meanwhile
 * @param options.undoable the first document is a report that can be taken back with all this until it is sent
 * @param options.onProgress is told how far a large save has come
 * @returns the documents as `docs` made them
 */
export const save = async (
  phone: Saving,
  docs: () => Promise<Doc[]>,
  options: { undoable?: boolean; onProgress?: Progress } = {},
): Promise<Doc[]> => {
  const written = await attempt(phone, docs, options, 3);
  // For the benchmark: what follows for tasks is counted from here.
  performance.mark('rounds:saved');
  await phone.sync.noticed();
  phone.sync.now();
  return written;
};

/** Something may arrive from the server between reading and writing: then all is read and worked out again. */
const attempt = async (
  phone: Saving,
  docs: () => Promise<Doc[]>,
  options: { undoable?: boolean; onProgress?: Progress },
  tries: number,
): Promise<Doc[]> => {
  const given = await docs();
  try {
    const undo = options.undoable ? given[0]?._id : undefined;
    const { onProgress } = options;
    const { store, read } = quickStore(phone.store, phone.db.name);
    await writeOwn(phone.db, await settled({ ...phone, store }, given), phone.clock(), {
      read,
      ...(undo === undefined ? {} : { undo }),
      ...(onProgress ? { onProgress } : {}),
    });
    return given;
  } catch (error) {
    if ((error as { status?: number }).status !== 409 || tries <= 1) throw error;
    return attempt(phone, docs, options, tries - 1);
  }
};

/** Takes back a report that has not been sent, with all that followed from it. @returns false when it is too late */
export const undo = async (phone: Saving, report: string): Promise<boolean> => {
  const done = await takeBack(phone.db, report, phone.clock());
  await phone.sync.noticed();
  phone.sync.now();
  return done;
};
