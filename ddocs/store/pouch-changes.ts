import type {} from 'pouchdb-core';
import type { Doc } from '../documents/doc.ts';
import { ask, feedOf } from './pouch-ask.ts';
import type { Change, ChangesOptions, ChangesPage } from './store.ts';

/** A page of the changes of a PouchDB, as `Store.changes` promises it. */
export const pouchChanges = async (db: PouchDB.Database, options: ChangesOptions): Promise<ChangesPage> => {
  const { wait = 0, signal } = options;
  const since = options.since === 'now' ? (await ask(db.info())).update_seq : Number(options.since);
  const found = await readPage(db, since, options);
  if (found.changes.length > 0 || wait <= 0 || options.limit <= 0) return found;
  if (!(await somethingChanges(db, since, wait, signal))) return found;
  return readPage(db, since, options);
};

const readPage = async (
  db: PouchDB.Database,
  since: number | string,
  options: ChangesOptions,
): Promise<ChangesPage> => {
  const { limit, docs = false, conflicts = false, signal } = options;
  // PouchDB reads a limit of 0 as 1.
  if (limit <= 0 || signal?.aborted) return { changes: [], lastSeq: String(since), pending: -1 };
  const page = await ask(
    feedOf(db, { since, limit, include_docs: docs, conflicts: docs && conflicts, return_docs: true }),
  );
  const changes = page.results.map(
    ({ id, seq, changes, deleted = false, doc }): Change => ({
      id,
      seq: String(seq),
      rev: changes[0]!.rev,
      deleted,
      ...(docs ? { doc: (doc as unknown as Doc) ?? null } : {}),
    }),
  );
  const full = changes.length >= limit;
  return { changes, lastSeq: full ? changes.at(-1)!.seq : String(page.last_seq), pending: full ? -1 : 0 };
};

/** Whether something changes before so many milliseconds have passed; false when the signal ends the wait. */
const somethingChanges = (
  db: PouchDB.Database,
  since: number | string,
  wait: number,
  signal: AbortSignal | undefined,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const feed = feedOf(db, { since, live: true, return_docs: false });
    const end = (changed: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      feed.cancel();
      resolve(changed);
    };
    const aborted = () => end(false);
    const timer = setTimeout(() => end(false), wait);
    signal?.addEventListener('abort', aborted, { once: true });
    feed.on('change', () => end(true));
    feed.on('complete', () => end(false));
    feed.on('error', error => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      ask(Promise.reject(error)).catch(reject);
    });
    if (signal?.aborted) aborted();
  });
