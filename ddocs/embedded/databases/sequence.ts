import { badRequest } from '../http/error.ts';
import type { Database } from './database.ts';

/** A sequence as it is given out: opaque text, which tells the database it came from. */
export const sequence = (db: Database, seq: number): string => `${seq}-${db.instance}`;

/**
 * A sequence that was given out, as number. One of another database of the same name (it was deleted and made again)
 * starts anew, as on CouchDB. @throws `bad_request`
 */
export function parseSequence(db: Database, since: string | number | undefined): number {
  if (since === undefined || since === '' || since === '0' || since === 0) return 0;
  const parts = /^"?(\d+)(?:-([^"]*))?"?$/.exec(String(since));
  if (!parts) throw badRequest(`Malformed sequence supplied in 'since' parameter: ${since}`);
  return parts[2] === undefined || parts[2] === db.instance ? Number(parts[1]) : 0;
}
