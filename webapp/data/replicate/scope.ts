import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { dropDocs, takeDocs } from './drop.ts';
import { lines } from './lines.ts';

/** Asks the server for a path of the same origin. @throws when it cannot be reached, or the session has ended */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/**
 * Takes from the phone what left the user's scope since a sequence. Replication never says so; CHT's phones keep such
 * documents for ever.
 * @returns where to go on next time, and what decides on the scope now
 */
export const takeLeave = async (
  db: PouchDB.Database,
  ask: Ask,
  since: string,
): Promise<{ seq: string; scope: string | undefined }> => {
  const answer = await ask(`/api/v1/replication/left?since=${encodeURIComponent(since)}`);
  const { ids, last_seq, scope } = (await answer.json()) as { ids: string[]; last_seq: string; scope?: string };
  await dropDocs(db, ids);
  return { seq: String(last_seq), scope };
};

/**
 * Fetches what is under and about contacts that came to the phone: their own documents changed, their reports did not.
 */
export const fetchAbout = async (db: PouchDB.Database, ask: Ask, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const answer = await ask('/api/v1/replication/about', json({ ids }));
  let docs: Doc[] = [];
  for await (const line of lines(answer.body!)) {
    const doc = JSON.parse(line) as Doc;
    if (doc._id) docs.push(doc);
    if (docs.length < 500) continue;
    await takeDocs(db, docs);
    docs = [];
  }
  await takeDocs(db, docs);
};

/**
 * Compares what the phone holds with what it should hold, after the user's places, roles or depth changed: takes away
 * what is out, fetches what is in.
 */
export const compareScope = async (db: PouchDB.Database, ask: Ask): Promise<void> => {
  const answer = await ask('/api/v1/replication/get-ids');
  const { doc_ids_revs: wanted } = (await answer.json()) as { doc_ids_revs: { id: string; rev: string }[] };
  const { rows } = await db.allDocs({ startkey: '', endkey: '\u{10ffff}' });
  const held = new Set(rows.map(({ id }) => id));
  const allowed = new Set(wanted.map(({ id }) => id));
  await dropDocs(
    db,
    [...held].filter(id => !allowed.has(id) && !id.startsWith('_design/')),
  );
  const missing = wanted.filter(({ id }) => !held.has(id) && !id.startsWith('_design/'));
  for (let at = 0; at < missing.length; at += 500) await takeDocs(db, await bulkGet(ask, missing.slice(at, at + 500)));
};

/** Documents from the server, those it has and the user may see. */
export const bulkGet = async (ask: Ask, docs: readonly { id: string; rev?: string }[]): Promise<Doc[]> => {
  const answer = await ask('/medic/_bulk_get?revs=true&attachments=true', json({ docs }));
  const { results } = (await answer.json()) as { results: { docs: { ok?: Doc }[] }[] };
  return results.flatMap(({ docs: found }) => found.flatMap(({ ok }) => (ok && !ok._deleted ? [ok] : [])));
};

/** A POST of JSON. */
export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: JSON.stringify(body),
});
