import { type History, isRevision } from '../databases/revisions.ts';
import { badRequest, CouchError, tooLarge } from '../http/error.ts';
import { requireFunction } from '../sandbox/sandbox.ts';

/** A document that somebody wants to write, its form checked. */
export interface Upload {
  _id: string;
  _rev?: string;
  _deleted?: boolean;
  _revisions?: History;
  _attachments?: Record<string, UploadedAttachment>;
  [field: string]: unknown;
}

/** An attachment with its data in base64, or a stub for one that the document has already. */
export interface UploadedAttachment {
  content_type?: string;
  data?: string;
  stub?: boolean;
  digest?: string;
  length?: number;
  revpos?: number;
}

/** CouchDB's `max_document_size`, in characters. */
export const MAX_DOCUMENT = 8_000_000;
const DEEPEST = 500;
/** What CouchDB adds when reading, and ignores when it comes back. */
const READ_ONLY = new Set(['_revs_info', '_conflicts', '_deleted_conflicts', '_local_seq']);
/** What became of a replication, in the documents of `_replicator`. */
const REPLICATION = ['id', 'state', 'state_time', 'state_reason', 'stats'].map(name => `_replication_${name}`);
const KNOWN = new Set(['_id', '_rev', '_deleted', '_revisions', '_attachments', ...READ_ONLY, ...REPLICATION]);
const NOT_BASE64 = /[^A-Za-z0-9+/]/;

/**
 * Checks the form of a document before it is written. @param id what it is called when it does not say itself
 * @throws `bad_request`, `illegal_docid`, `doc_validation`, `compilation_error`
 */
export function parseUpload(raw: unknown, id: string | (() => string)): Upload {
  if (!raw || typeof raw !== 'object' || Array.isArray(raw)) throw badRequest('Document must be a JSON object');
  const fields = raw as Record<string, unknown>;
  const upload = { _id: fields._id ?? (typeof id === 'string' ? id : id()) } as Upload;
  requireDocId(upload._id);
  for (const [name, value] of Object.entries(fields)) {
    if (name === '_id' || READ_ONLY.has(name)) continue;
    if (name === '__proto__' || (name.startsWith('_') && !KNOWN.has(name))) {
      throw badRequest(`Bad special document member: ${name}`, 'doc_validation');
    }
    if (tooDeep(value, DEEPEST)) throw badRequest(`${name} is nested more than ${DEEPEST} levels deep`);
    upload[name] = value;
  }
  if (upload._rev !== undefined && !isRevision(upload._rev)) throw badRequest('Invalid rev format');
  if (upload._deleted !== undefined && typeof upload._deleted !== 'boolean')
    throw badRequest('_deleted must be true or false', 'doc_validation');
  if (upload._deleted === false) delete upload._deleted;
  if (upload._revisions !== undefined) checkHistory(upload._revisions);
  if (upload._attachments !== undefined) upload._attachments = parseAttachments(upload._attachments);
  if (upload._id.startsWith('_design/') && !upload._deleted) checkFunctions(upload);
  return upload;
}

/** @throws `illegal_docid` */
export function requireDocId(id: unknown): asserts id is string {
  if (typeof id !== 'string') throw badRequest('Document id must be a string', 'illegal_docid');
  if (!id) throw badRequest('Document id must not be empty', 'illegal_docid');
  if (!id.isWellFormed()) throw badRequest('Document id is not valid Unicode', 'illegal_docid');
  if (id.length > 7168) throw badRequest('Document id is too long', 'illegal_docid');
  if (id.startsWith('_') && !/^_(design|local)\/./.test(id)) {
    throw badRequest('Only reserved document ids may start with underscore.', 'illegal_docid');
  }
}

/** @throws `document_too_large` */
export function requireSize(characters: number, id: string): void {
  if (characters > MAX_DOCUMENT) throw tooLarge('document_too_large', id);
}

function tooDeep(value: unknown, left: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (left === 0) return true;
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof one === 'object' && tooDeep(one, left - 1)) return true;
  }
  return false;
}

function checkHistory(raw: unknown): void {
  const { start, ids } = (raw ?? {}) as Partial<History>;
  if (typeof start !== 'number' || start < 0) throw badRequest("_revisions.start isn't an integer.", 'doc_validation');
  if (!Array.isArray(ids) || !ids.length || ids.length > start)
    throw badRequest("_revisions.ids isn't an array of the right length.", 'doc_validation');
  if (!ids.every(one => typeof one === 'string' && one && !/\s/.test(one)))
    throw badRequest("RevId isn't a string", 'doc_validation');
}

function parseAttachments(raw: unknown): Record<string, UploadedAttachment> {
  if (!raw || typeof raw !== 'object' || Array.isArray(raw)) throw badRequest('_attachments must be a JSON object');
  const entries = Object.entries(raw).map(([name, one]) => [name, parseAttachment(name, one)] as const);
  return Object.fromEntries(entries);
}

function parseAttachment(name: string, raw: unknown): UploadedAttachment {
  if (!name || name.startsWith('_') || name === '__proto__') {
    throw badRequest(`Attachment name '${name}' starts with prohibited character '_'`, 'bad_request');
  }
  if (!raw || typeof raw !== 'object' || Array.isArray(raw))
    throw badRequest(`Attachment ${name} must be a JSON object`);
  const {
    content_type = 'application/octet-stream',
    data,
    stub,
    follows,
    digest,
    length,
    revpos,
  } = raw as UploadedAttachment & { follows?: boolean };
  if (typeof content_type !== 'string') throw badRequest(`Attachment ${name}: content_type must be text`);
  if (stub) return { stub: true, content_type, digest, length, revpos };
  if (follows) throw badRequest(`Attachment ${name} is announced by "follows", but does not follow`);
  if (typeof data !== 'string') throw badRequest(`Attachment ${name} has no data`);
  if (!isBase64(data)) throw badRequest(`Attachment data of ${name} is not valid base64`);
  return { content_type, data };
}

/** Padding may be left out. No pattern over the whole text: attachments have millions of characters. */
function isBase64(text: string): boolean {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.slice(0, text.length - padding);
  if (NOT_BASE64.test(digits) || digits.length % 4 === 1) return false;
  return !padding || text.length % 4 === 0;
}

function checkFunctions(design: Upload): void {
  const { views, filters, validate_doc_update: validate, language } = design as Record<string, unknown>;
  if (language !== undefined && language !== 'javascript') return;
  if (views !== undefined && !isObject(views))
    throw new CouchError(400, 'invalid_design_doc', '`views` parameter must be an object.');
  if (filters !== undefined && !isObject(filters))
    throw new CouchError(400, 'invalid_design_doc', '`filters` parameter must be an object.');
  for (const [name, view] of Object.entries(views ?? {})) {
    if (name === 'lib' || !isObject(view)) continue;
    const { map, reduce } = view as { map?: unknown; reduce?: unknown };
    if (map !== undefined) requireFunction(map, `the map of ${name}`);
    if (typeof reduce === 'string' && !reduce.startsWith('_')) requireFunction(reduce, `the reduce of ${name}`);
  }
  for (const [name, filter] of Object.entries(filters ?? {})) requireFunction(filter, `the filter ${name}`);
  if (validate !== undefined) requireFunction(validate, 'validate_doc_update');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
