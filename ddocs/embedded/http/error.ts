/**
 * An answer that CouchDB gives instead of what was asked for: an HTTP status, its stable `error` word and a `reason` in
 * words.
 */
export class CouchError extends Error {
  override readonly name = 'CouchError';
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, reason: string) {
    super(reason);
    this.status = status;
    this.error = error;
  }

  /** The body of the answer. */
  get body(): { error: string; reason: string } {
    return { error: this.error, reason: this.message };
  }
}

/** 400: the request itself makes no sense. */
export const badRequest = (reason: string, error = 'bad_request'): CouchError => new CouchError(400, error, reason);
/** 401: say who you are first. */
export const unauthorized = (reason = 'You are not authorized to access this db.'): CouchError =>
  new CouchError(401, 'unauthorized', reason);
/** 403: known, but not allowed. */
export const forbidden = (reason = 'You are not allowed to access this db.'): CouchError =>
  new CouchError(403, 'forbidden', reason);
/** 404: `missing`, `deleted`, or what the reason says. */
export const notFound = (reason = 'missing'): CouchError => new CouchError(404, 'not_found', reason);
/** 405: the path is there, the method is not. */
export const notAllowed = (allowed: string): CouchError =>
  new CouchError(405, 'method_not_allowed', `Only ${allowed} allowed`);
/** 409: somebody else wrote first. */
export const conflict = (): CouchError => new CouchError(409, 'conflict', 'Document update conflict.');
/** 413: more than the server takes. */
export const tooLarge = (error: string, reason: string): CouchError => new CouchError(413, error, reason);
/** 501: CouchDB has it, the embedded database does not. See README.md of the embedded database, "What is left out". */
export const notImplemented = (what: string): CouchError =>
  new CouchError(501, 'not_implemented', `${what} is not part of the embedded database; run Rounds on CouchDB for it`);

/** What PouchDB and leveldb say when a database was closed, because it was removed meanwhile. */
const GONE = /^database is (closed|destroyed|not open)$/i;

/**
 * Whatever was thrown as the answer to give. PouchDB's errors carry `status`, `name` and `reason`; anything else is our
 * fault: 500.
 */
export function asCouchError(thrown: unknown): CouchError {
  if (thrown instanceof CouchError) return thrown;
  if (thrown instanceof RangeError && /call stack/i.test(thrown.message))
    return badRequest('the document is nested too deeply');
  if (thrown instanceof Error) {
    if (GONE.test(thrown.message)) return notFound('Database does not exist.');
    const { status, name, reason } = thrown as { status?: unknown; name?: string; reason?: unknown };
    if (typeof status === 'number' && status >= 400 && status < 600) {
      return new CouchError(status, name ?? 'error', typeof reason === 'string' ? reason : thrown.message);
    }
    return new CouchError(500, 'internal_server_error', thrown.message);
  }
  return new CouchError(500, 'internal_server_error', 'unknown error');
}
