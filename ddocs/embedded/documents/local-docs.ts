import type { Database } from '../databases/database.ts';
import { notFound } from '../http/error.ts';
import type { Upload } from './upload.ts';
import type { Written } from './write.ts';

/**
 * Writes a `_local` document (never replicated), whatever stood there: CouchDB takes stale revisions as well, there is
 * no lock on these. `validate_doc_update` is not asked.
 */
export function writeLocal(db: Database, upload: Upload): Promise<Written> {
  return db.locked(async () => {
    const old = await db.storage.local(upload._id);
    if (upload._deleted) return remove(db, upload._id, old);
    const { _revisions, _attachments, ...fields } = upload;
    const put = (doc: object) => db.storage.pouch.put(doc as PouchDB.Core.PutDocument<object>);
    const { rev } = await put(old ? { ...fields, _rev: old._rev } : withoutRevision(fields));
    return { ok: true, id: upload._id, rev };
  });
}

const withoutRevision = ({ _rev, ...fields }: Omit<Upload, '_revisions' | '_attachments'>) => fields;

/** Removes a `_local` document. @throws `not_found` */
export const removeLocal = (db: Database, id: string): Promise<Written> =>
  db.locked(async () => remove(db, id, await db.storage.local(id)));

async function remove(db: Database, id: string, old: Record<string, unknown> | undefined): Promise<Written> {
  if (!old) throw notFound();
  await db.storage.pouch.put({ _id: id, _rev: String(old._rev), _deleted: true } as PouchDB.Core.PutDocument<object>);
  return { ok: true, id, rev: '0-0' };
}
