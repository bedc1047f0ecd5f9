import type { Database } from '../databases/database.ts';
import { type Answer, json } from '../http/answer.ts';
import { asCouchError, CouchError, conflict, notFound, tooLarge } from '../http/error.ts';
import type { Call } from '../server/call.ts';
import { givenRevision, writeContext } from './context.ts';
import { readDocument } from './read.ts';
import { parseUpload, type UploadedAttachment } from './upload.ts';
import { writeDocument } from './write.ts';

/** Bytes that an attachment may have. */
const MAX_ATTACHMENT = 128 * 1024 * 1024;
const TEXT = /^text\/|json|xml|javascript/;

interface Stub {
  content_type: string;
  digest: string;
  length: number;
}

/** `GET` and `HEAD /db/<id>/<attachment>`, whole or one range of it. */
export async function getAttachment(call: Call, db: Database, id: string, name: string): Promise<Answer> {
  const doc = await readDocument(db.storage, id, { rev: givenRevision(call) });
  const stub = stubOf(doc, name);
  if (!stub) throw notFound('Document is missing attachment');
  const etag = `"${stub.digest.replace(/^md5-/, '')}"`;
  if (call.headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
  const headers = {
    etag,
    'content-type': stub.content_type,
    'accept-ranges': TEXT.test(stub.content_type) ? 'none' : 'bytes',
    // never rendered as a page of this origin: an attachment may be anything
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  };
  const data = await db.storage.attachment(stub.digest);
  const range = headers['accept-ranges'] === 'bytes' ? parseRange(call.headers.range, data.length) : null;
  if (!range) return { status: 200, headers: { ...headers, 'content-length': String(data.length) }, body: data };
  const [from, to] = range;
  const part = data.subarray(from, to + 1);
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(part.length),
      'content-range': `bytes ${from}-${to}/${data.length}`,
    },
    body: part,
  };
}

/** `PUT /db/<id>/<attachment>`; makes the document when it is not there. */
export async function putAttachment(call: Call, db: Database, id: string, name: string): Promise<Answer> {
  const data = await call.bytes();
  if (data.length > MAX_ATTACHMENT) throw tooLarge('attachment_too_large', name);
  const content_type = call.headers['content-type'] ?? 'application/octet-stream';
  return change(
    call,
    db,
    id,
    attachments => ({ ...attachments, [name]: { content_type, data: data.toString('base64') } }),
    201,
  );
}

/** `DELETE /db/<id>/<attachment>`. */
export async function deleteAttachment(call: Call, db: Database, id: string, name: string): Promise<Answer> {
  if (!givenRevision(call)) {
    if (!stubOf(await readDocument(db.storage, id), name)) throw notFound('Document is missing attachment');
    throw conflict();
  }
  return change(
    call,
    db,
    id,
    ({ [name]: _removed, ...rest }, standing) => {
      if (!stubOf(standing, name)) throw notFound('Document is missing attachment');
      return rest;
    },
    200,
  );
}

async function change(
  call: Call,
  db: Database,
  id: string,
  apply: (
    attachments: Record<string, UploadedAttachment>,
    standing: Record<string, unknown>,
  ) => Record<string, UploadedAttachment>,
  status: number,
): Promise<Answer> {
  const rev = givenRevision(call);
  const standing = await currentDocument(db, id, rev);
  const { _attachments: _old, ...fields }: Record<string, unknown> = standing ?? { _id: id };
  const attachments = apply(stubsOf(standing ?? {}) as Record<string, UploadedAttachment>, standing ?? {});
  const raw = Object.keys(attachments).length ? { ...fields, _attachments: attachments } : fields;
  const answer = await writeDocument(db, parseUpload(raw, id), writeContext(call, true));
  return json(answer, status, { etag: `"${answer.rev}"` });
}

/**
 * The document as it stands, null for a new one.
 * @throws `conflict` when the caller means another revision than the one that stands
 */
async function currentDocument(db: Database, id: string, rev: string | undefined) {
  try {
    const doc = await readDocument(db.storage, id, { rev });
    if (rev === undefined) throw conflict();
    return doc;
  } catch (error) {
    if (asCouchError(error).status !== 404) throw error;
    if (rev !== undefined) throw conflict();
    return null;
  }
}

const stubsOf = (doc: Record<string, unknown>) => (doc._attachments ?? {}) as Record<string, Stub>;
/** Its own only: every object has a `constructor`. */
const stubOf = (doc: Record<string, unknown>, name: string): Stub | undefined =>
  Object.hasOwn(stubsOf(doc), name) ? stubsOf(doc)[name] : undefined;

/** First and last byte of the asked range, or null for the whole. @throws 416 */
function parseRange(header: string | undefined, length: number): [number, number] | null {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return null;
  const [from, to] =
    parts[1] === ''
      ? [Math.max(0, length - Number(parts[2])), length - 1]
      : [Number(parts[1]), parts[2] ? Number(parts[2]) : length - 1];
  if (from > to || from >= length)
    throw new CouchError(416, 'requested_range_not_satisfiable', 'Requested range not satisfiable');
  return [from, Math.min(to, length - 1)];
}
