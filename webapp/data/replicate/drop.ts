import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { forget } from '../database/forget.ts';
import { besideWriting } from './waiting.ts';

/**
 * Takes documents from the phone because they left the user's scope: a deletion that stays on this phone. Nothing sends
 * it, because only what `writeOwn` wrote is ever sent. A change that waits to be sent or was refused stays, so
 * that nothing of a person's work is lost.
 * @returns ids taken away
 */
export const dropDocs = (db: PouchDB.Database, ids: readonly string[]): Promise<string[]> =>
  // Asked for only now, with nothing written beside it: documents written while the server was answering wait, too.
  besideWriting(db, kept =>
    discardDocs(
      db,
      ids.filter(id => !kept.has(id)),
    ),
  );

/** As {@link dropDocs}, whether they wait or not: for what a person gives up. */
export const discardDocs = async (db: PouchDB.Database, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return [];
  const { rows } = await db.allDocs({ keys: [...ids] });
  const held = rows.flatMap(row =>
    'value' in row && row.value && !row.value.deleted ? [{ _id: row.id, _rev: row.value.rev }] : [],
  );
  if (held.length > 0)
    await db.bulkDocs(held.map(doc => ({ ...doc, _deleted: true })) as PouchDB.Core.PutDocument<object>[]);
  return held.map(({ _id }) => _id);
};

/**
 * Stores documents that came (again) into the scope: a deletion that {@link dropDocs} left behind must not lie above
 * them.
 */
export const takeDocs = async (db: PouchDB.Database, docs: readonly Doc[]): Promise<void> => {
  if (docs.length === 0) return;
  const { rows } = await db.allDocs({ keys: docs.map(({ _id }) => _id) });
  const dropped = rows.flatMap(row => ('value' in row && row.value?.deleted ? [row.id] : []));
  await forget(db.name, dropped);
  await db.bulkDocs([...docs] as PouchDB.Core.PutDocument<object>[], { new_edits: false });
};
