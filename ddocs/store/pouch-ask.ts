import type {} from 'pouchdb-core';
import { AppError } from '../documents/error.ts';

/** What PouchDB throws, in so far as it can be told. */
interface PouchFault {
  status?: number;
  name?: string;
  message?: string;
  reason?: string;
}

/**
 * Awaits PouchDB and turns what it throws into an `AppError`.
 * @throws `store/unreachable` when the database has been closed or destroyed
 * @throws `store/refused` for anything else, with `{status}` as details
 */
export const ask = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { status, name, message, reason } = cause as PouchFault;
    const text = [name, reason ?? message].filter(Boolean).join(': ') || String(cause);
    if (/database is (closed|destroyed)|connection is clos|not open/i.test(text))
      throw new AppError('store/unreachable', `The local database is not open (${text})`, { cause });
    throw new AppError('store/refused', `The local database refused: ${text}`, { cause, details: { status } });
  }
};

/** HTTP-like status of an error that {@link ask} threw. */
export const statusOfRefusal = (error: unknown): number | undefined =>
  error instanceof AppError ? (error.details as { status?: number } | undefined)?.status : undefined;

/**
 * The changes feed of a database that is open: on a closed one PouchDB would never answer.
 * @throws `store/unreachable`
 */
export const feedOf = (db: PouchDB.Database, options: PouchDB.Core.ChangesOptions): PouchDB.Core.Changes<object> => {
  const { _closed, _destroyed } = db as unknown as { _closed?: boolean; _destroyed?: boolean };
  if (_closed || _destroyed) throw new AppError('store/unreachable', `The local database ${db.name} is closed`);
  return db.changes(options);
};
