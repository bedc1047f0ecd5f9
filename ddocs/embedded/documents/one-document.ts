import { isServerAdmin } from '../databases/access.ts';
import type { Database } from '../databases/database.ts';
import { newId } from '../databases/new-id.ts';
import { isRevision } from '../databases/revisions.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest, CouchError, conflict, notAllowed, notFound } from '../http/error.ts';
import { multipartAnswer, parseMultipart } from '../http/multipart.ts';
import { USER_PREFIX, USERS } from '../security/users.ts';
import type { Call } from '../server/call.ts';
import { deleteAttachment, getAttachment, putAttachment } from './attachments.ts';
import { givenRevision, writeContext } from './context.ts';
import { removeLocal, writeLocal } from './local-docs.ts';
import { type Answered, type ReadOptions, readDocument, readOpenRevisions } from './read.ts';
import { parseUpload, requireDocId, requireSize, type Upload } from './upload.ts';
import { type Written, writeDocument } from './write.ts';

/** `/db/<id>` and `/db/<id>/<attachment>`, where the id may be `_design/…` or `_local/…`. */
export function oneDocument(call: Call, db: Database, id: string, attachment: string): Promise<Answer> | Answer {
  requireDocId(id);
  requireOwnUser(call, db, id);
  const { method } = call;
  if (attachment) {
    if (method === 'GET' || method === 'HEAD') return getAttachment(call, db, id, attachment);
    if (method === 'PUT') return putAttachment(call, db, id, attachment);
    if (method === 'DELETE') return deleteAttachment(call, db, id, attachment);
    throw notAllowed('DELETE,GET,HEAD,PUT');
  }
  if (method === 'GET' || method === 'HEAD') return getDocument(call, db, id);
  if (method === 'PUT') return putDocument(call, db, id);
  if (method === 'DELETE') return deleteDocument(call, db, id);
  if (method === 'COPY') return copyDocument(call, db, id);
  throw notAllowed('DELETE,GET,HEAD,PUT,COPY');
}

/** `POST /db`: a new document, named by the server when it has no id. */
export async function postDocument(call: Call, db: Database): Promise<Answer> {
  const upload = parseUpload(await call.object(), newId);
  requireOwnUser(call, db, upload._id);
  return written(call, db, await write(call, db, upload));
}

/** In `_users` everybody but an administrator has only his own document (CouchDB's rule). @throws `not_found` */
function requireOwnUser({ session }: Call, db: Database, id: string): void {
  if (db.name !== USERS || isServerAdmin(session)) return;
  if (session.name === null || id !== USER_PREFIX + session.name) throw notFound();
}

async function getDocument(call: Call, db: Database, id: string): Promise<Answer> {
  if (id.startsWith('_local/')) return getLocal(db, id);
  const options = readOptions(call);
  const openRevs = call.query.text('open_revs');
  if (openRevs !== undefined) {
    const revs = openRevs === 'all' ? 'all' : requireRevisions(call.query.json('open_revs'), 'open_revs');
    return json(await readOpenRevisions(db.storage, id, revs, options));
  }
  const doc = await readDocument(db.storage, id, options);
  const etag = `"${doc._rev}"`;
  if (call.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  if (options.attachments && /multipart\/related/.test(call.headers.accept ?? '')) return multipartAnswer(doc, etag);
  return json(doc, 200, { etag });
}

async function getLocal(db: Database, id: string): Promise<Answer> {
  const doc = await db.storage.local(id);
  if (!doc) throw notFound();
  const { _id, _rev, ...fields } = doc;
  return json({ _id, _rev, ...fields }, 200, { etag: `"${_rev}"` });
}

function readOptions({ query }: Call): ReadOptions {
  const rev = query.text('rev');
  if (rev !== undefined && !isRevision(rev)) throw badRequest('Invalid rev format');
  const meta = query.flag('meta') ?? false;
  return {
    rev,
    latest: query.flag('latest'),
    revs: query.flag('revs'),
    revs_info: query.flag('revs_info') ?? meta,
    conflicts: query.flag('conflicts') ?? meta,
    deleted_conflicts: query.flag('deleted_conflicts') ?? meta,
    local_seq: query.flag('local_seq'),
    attachments: query.flag('attachments'),
    atts_since: query.has('atts_since') ? requireRevisions(query.json('atts_since'), 'atts_since') : undefined,
  };
}

function requireRevisions(raw: unknown, name: string): string[] {
  if (Array.isArray(raw) && raw.every(isRevision)) return raw;
  throw badRequest(`${name} must be a list of revisions`);
}

async function putDocument(call: Call, db: Database, id: string): Promise<Answer> {
  const type = call.headers['content-type'] ?? '';
  const raw = /^multipart\/related/.test(type) ? parseMultipart(await call.bytes(), type) : await call.object();
  if ('_id' in raw && raw._id !== id) throw badRequest('Document ID in the body does not match the one in the URL.');
  const rev = givenRevision(call);
  const inBody = (raw as { _rev?: unknown })._rev;
  if (rev !== undefined && inBody !== undefined && inBody !== rev)
    throw badRequest('Document rev from request body and query string have different values');
  const upload = parseUpload(rev === undefined ? { ...raw, _id: id } : { ...raw, _id: id, _rev: rev }, id);
  const answer = await write(call, db, upload);
  if (call.query.text('batch') === 'ok') return json({ ok: true, id }, 202);
  return upload._deleted ? json(answer, 200, { etag: `"${answer.rev}"` }) : written(call, db, answer);
}

async function deleteDocument(call: Call, db: Database, id: string): Promise<Answer> {
  if (id.startsWith('_local/')) return json(await removeLocal(db, id));
  const [metadata] = await db.storage.metadata([id]);
  if (!metadata) throw notFound();
  if (metadata.deleted) throw notFound('deleted');
  const rev = givenRevision(call);
  if (!rev) throw conflict();
  const answer = await write(call, db, parseUpload({ _id: id, _rev: rev, _deleted: true }, id));
  return json(answer, 200, { etag: `"${answer.rev}"` });
}

async function copyDocument(call: Call, db: Database, id: string): Promise<Answer> {
  const [to, search = ''] = String(call.headers.destination ?? '').split('?');
  if (!to) throw badRequest('Destination header is mandatory for COPY.');
  const target = decoded(to);
  const rev = new URLSearchParams(search).get('rev');
  const source: Answered = await readDocument(db.storage, id, { ...readOptions(call), attachments: true });
  const { _rev, ...fields } = source;
  const answer = await write(call, db, parseUpload({ ...fields, _id: target, ...(rev ? { _rev: rev } : {}) }, target));
  return written(call, db, answer);
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw badRequest('the Destination header is not well-formed');
  }
}

async function write(call: Call, db: Database, upload: Upload): Promise<{ ok: true; id: string; rev: string }> {
  requireSize(Number(call.headers['content-length'] ?? 0) > 1_000_000 ? JSON.stringify(upload).length : 0, upload._id);
  if (upload._id.startsWith('_local/')) return requireWritten(await writeLocal(db, upload));
  const newEdits = call.query.flag('new_edits') ?? true;
  return writeDocument(db, upload, writeContext(call, newEdits));
}

function requireWritten(answer: Written): { ok: true; id: string; rev: string } {
  if ('ok' in answer) return answer;
  throw new CouchError(answer.status, answer.error, answer.reason);
}

function written(call: Call, db: Database, answer: { ok: true; id: string; rev: string }): Answer {
  const location = `http://${call.headers.host ?? 'localhost'}/${encodeURIComponent(db.name)}/${encodeURIComponent(answer.id)}`;
  return json(answer, 201, { etag: `"${answer.rev}"`, location });
}
