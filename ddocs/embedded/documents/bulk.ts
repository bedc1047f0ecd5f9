import type { Database } from '../databases/database.ts';
import { newId } from '../databases/new-id.ts';
import { everyRevision, isRevision, leavesOf } from '../databases/revisions.ts';
import { type Answer, json } from '../http/answer.ts';
import { asCouchError, badRequest } from '../http/error.ts';
import { listed, piecesOf } from '../http/stream.ts';
import type { Call } from '../server/call.ts';
import { writeContext } from './context.ts';
import { writeLocal } from './local-docs.ts';
import { present, type ReadOptions, readOpenRevisions } from './read.ts';
import { MAX_DOCUMENT, parseUpload, requireSize } from './upload.ts';
import { type Written, writeDocuments } from './write.ts';

/** `POST /db/_bulk_docs`. */
export async function bulkDocs(call: Call, db: Database): Promise<Answer> {
  const { docs, new_edits = true } = await call.object();
  if (!Array.isArray(docs)) throw badRequest('POST body must include `docs` parameter.');
  if (typeof new_edits !== 'boolean') throw badRequest('`new_edits` parameter must be a boolean.');
  const uploads = docs.map(doc => parseUpload(doc, newId));
  const large = Number(call.headers['content-length'] ?? MAX_DOCUMENT + 1) > MAX_DOCUMENT;
  if (large) for (const upload of uploads) requireSize(JSON.stringify(upload).length, upload._id);

  const isLocal = (id: string) => id.startsWith('_local/');
  const stored = await writeDocuments(
    db,
    uploads.filter(({ _id }) => !isLocal(_id)),
    writeContext(call, new_edits),
  );
  const answers: Written[] = [];
  for (const upload of uploads) answers.push(isLocal(upload._id) ? await writeLocal(db, upload) : stored.shift()!);
  if (new_edits) return json(answers.map(shown), 201);
  return json(answers.filter(answer => 'error' in answer).map(shown), 201);
}

const shown = (answer: Written) =>
  'ok' in answer ? answer : { id: answer.id, error: answer.error, reason: answer.reason };

/** Documents that are read at once for `_bulk_get`, and so many where their attachments come along. */
const PIECE = 200;
const PIECE_WITH_ATTACHMENTS = 5;

interface Asked {
  id: unknown;
  rev: unknown;
  atts_since: unknown;
}

/**
 * `POST /db/_bulk_get`: many revisions at once, for replication. Without a revision all leaves of a document come, as
 * on CouchDB.
 */
export async function bulkGet(call: Call, db: Database): Promise<Answer> {
  const { docs } = await call.object();
  if (!Array.isArray(docs)) throw badRequest('Missing JSON list of `docs`.');
  const options = {
    revs: call.query.flag('revs'),
    attachments: call.query.flag('attachments'),
    latest: call.query.flag('latest'),
    conflicts: call.query.flag('conflicts'),
  };
  const asked = docs.map((one): Asked => {
    if (!one || typeof one !== 'object' || Array.isArray(one)) throw badRequest('each of `docs` must be an object');
    const { id, rev, atts_since } = one as { id?: unknown; rev?: unknown; atts_since?: unknown };
    return { id, rev, atts_since };
  });
  const piece = options.attachments ? PIECE_WITH_ATTACHMENTS : PIECE;
  if (asked.length <= piece) return json({ results: await readAsked(db, asked, options) });
  async function* texts(): AsyncGenerator<readonly string[]> {
    for (const some of piecesOf(asked, piece))
      yield (await readAsked(db, some, options)).map(result => JSON.stringify(result));
  }
  return listed('{"results":[\n', texts(), () => '\n]}\n');
}

async function readAsked(db: Database, asked: readonly Asked[], options: ReadOptions): Promise<object[]> {
  const metadata = await db.storage.metadata(asked.map(({ id }) => (typeof id === 'string' ? id : '')));
  // most are leaves that are there: their bodies come with one look-up, the rest one by one
  const seqs = asked.map(({ rev }, at) => {
    const state = metadata[at];
    if (!state || options.latest || (rev === undefined && leavesOf(state).length > 1)) return undefined;
    return state.rev_map[rev === undefined ? state.winningRev : String(rev)];
  });
  const bodies = await db.storage.bodies(seqs.map(seq => seq ?? 0));
  return Promise.all(
    asked.map(async ({ id, rev, atts_since }, at) => {
      if (typeof id !== 'string')
        return { id: null, docs: [failed(null, rev, 'illegal_docid', 'Document id must be a string')] };
      if (rev !== undefined && !isRevision(rev))
        return { id, docs: [failed(id, rev, 'bad_request', 'Invalid rev format')] };
      const read: ReadOptions = {
        ...options,
        atts_since: Array.isArray(atts_since) ? atts_since.filter(isRevision) : undefined,
      };
      const [state, body] = [metadata[at], bodies[at]];
      if (state && body) return { id, docs: [{ ok: await present(db.storage, state, body, read) }] };
      return { id, docs: await oneByOne(db, id, rev, read) };
    }),
  );
}

async function oneByOne(db: Database, id: string, rev: string | undefined, options: ReadOptions): Promise<object[]> {
  if (rev === undefined) {
    try {
      return await readOpenRevisions(db.storage, id, 'all', options);
    } catch (error) {
      const { error: word, reason } = asCouchError(error).body;
      return [failed(id, 'undefined', word, reason)];
    }
  }
  const found = await readOpenRevisions(db.storage, id, [rev], options);
  return found.map(one => ('ok' in one ? one : failed(id, rev, 'not_found', 'missing')));
}

const failed = (id: string | null, rev: unknown, error: string, reason: string) => ({
  error: { id, rev: rev ?? 'undefined', error, reason },
});

/** `POST /db/_revs_diff` and `/db/_missing_revs`: which of the asked revisions are not here. */
export async function revisionsMissing(call: Call, db: Database): Promise<Answer> {
  const asked = Object.entries(await call.object());
  for (const [, revs] of asked) {
    if (!Array.isArray(revs) || !revs.every(rev => typeof rev === 'string'))
      throw badRequest('Request body must be a JSON object of lists of revisions');
  }
  const metadata = await db.storage.metadata(asked.map(([id]) => id));
  const diff: Record<string, { missing: string[]; possible_ancestors?: string[] }> = {};
  asked.forEach(([id, revs], at) => {
    const state = metadata[at];
    const known = state ? everyRevision(state) : new Set<string>();
    const missing = (revs as string[]).filter(rev => !known.has(rev));
    if (!missing.length) return;
    const highest = Math.max(...missing.map(rev => Number.parseInt(rev, 10) || 0));
    const leaves = state ? leavesOf(state).map(leaf => leaf.rev) : [];
    const ancestors = leaves.filter(rev => Number.parseInt(rev, 10) < highest);
    diff[id] = ancestors.length ? { missing, possible_ancestors: ancestors } : { missing };
  });
  if (call.path[1] === '_revs_diff') return json(diff);
  const missing_revs = Object.fromEntries(Object.entries(diff).map(([id, { missing }]) => [id, missing]));
  return json({ missing_revs });
}
