import { AppError, statusOf } from '@rounds/ddocs/documents/error.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

/** The words of CouchDB for a status, which PouchDB, nano and CHT's clients read from `error`. */
const words: Record<number, string> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  412: 'file_exists',
  413: 'too_large',
  415: 'bad_content_type',
  429: 'too_many_requests',
};

/** Body of every refusal. `reason` is for CouchDB's clients, `code` for ours. */
export interface Refusal {
  code: string | number;
  error: string;
  reason: string;
  message: string;
  hint?: string;
  details?: unknown;
}

/** What is answered for an error. Errors that nobody meant to show become a 500 that tells nothing of the inside. */
export const refusalOf = (error: unknown, requestId: string): { status: number; body: Refusal } => {
  if (error instanceof AppError && error.code !== 'store/refused') {
    const status = statusOf[error.code];
    const { code, message, hint, details } = error;
    const more = { ...(hint ? { hint } : {}), ...(details === undefined ? {} : { details }) };
    return { status, body: { code, error: words[status] ?? 'error', reason: message, message, ...more } };
  }
  const status = (error as Partial<FastifyError>)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const message = (error as Error).message;
    const code = status === 413 ? 'request/too-large' : 'request/invalid';
    return { status, body: { code, error: words[status] ?? 'bad_request', reason: message, message } };
  }
  const message = 'Something went wrong here';
  const hint = `Try again; tell the administrator the number ${requestId} if it happens again`;
  return {
    status: 500,
    body: { code: 'server/fault', error: 'internal_server_error', reason: message, message, hint },
  };
};

/** Answers an error. */
export const answerError = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const { status, body } = refusalOf(error, request.id);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  if (status === 429 || status === 503) void reply.header('retry-after', status === 429 ? '10' : '2');
  void reply.code(status).send(body);
};

/** CHT's answer where a user of a device asks for what only online users have. */
export const offlineRefusal = {
  code: 403,
  error: 'forbidden',
  reason: 'Offline users are not allowed access to this endpoint',
  details: 'Offline users are not allowed access to this endpoint',
} as const;
