import type { Database } from '../databases/database.ts';
import { eraseRevisions } from '../databases/erase.ts';
import { isRevision } from '../databases/revisions.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import type { Call } from '../server/call.ts';

/** CouchDB's limits for one request. */
const MOST_DOCUMENTS = 100;
const MOST_REVISIONS = 1000;

/** `POST /db/_purge`: takes leaves of documents away as if they had never been written. */
export async function purge(call: Call, db: Database): Promise<Answer> {
  const asked = new Map<string, string[]>();
  for (const [id, revs] of Object.entries(await call.object())) {
    if (!Array.isArray(revs) || !revs.every(isRevision)) throw badRequest(`${id} needs a list of revisions`);
    asked.set(id, revs);
  }
  if (asked.size > MOST_DOCUMENTS) throw badRequest('Exceeded maximum number of documents.');
  if ([...asked.values()].flat().length > MOST_REVISIONS) throw badRequest('Exceeded maximum number of revisions.');
  const erased = await eraseRevisions(db, asked, call.server.log);
  return json({ purge_seq: null, purged: Object.fromEntries(erased) }, 201);
}
