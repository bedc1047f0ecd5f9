/**
 * The one kind of error that Rounds throws on purpose.
 *
 * Programs look at `code` only; `message` says what happened, `hint` what the reader can do about it. A bad report is
 * not an error but data with a polite reply: an `AppError` is for what should not happen, or for a caller who may not
 * do what he asks.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** What to do next, in one sentence. */
  readonly hint: string | undefined;
  /** Facts a program may show: a path, an id, a list of faults. Never a secret. */
  readonly details: unknown;
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, more: { hint?: string; details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
    this.details = more.details;
  }
}

/** Every code there is, with the HTTP status that the api answers for it. */
export const statusOf = {
  'request/invalid': 400,
  'settings/invalid': 400,
  'import/invalid': 400,
  'user/invalid': 400,
  'form/invalid': 400,
  'session/required': 401,
  'session/refused': 401,
  'token/invalid': 401,
  'token/expired': 401,
  'session/password': 403,
  'access/forbidden': 403,
  'doc/missing': 404,
  'doc/conflict': 409,
  'user/exists': 409,
  'event/taken': 409,
  'request/too-large': 413,
  'request/too-many': 429,
  'store/refused': 500,
  'store/unreachable': 503,
  'vault/key': 500,
  'sentinel/not-leader': 503,
  'sentinel/fact-missing': 500,
  'sentinel/out-of-reach': 403,
  'settings/expression': 500,
} as const;

/** A stable name of a kind of error, as `area/what`. */
export type ErrorCode = keyof typeof statusOf;

/** Whether something thrown is an {@link AppError}, and, when asked, one with this code. */
export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);
