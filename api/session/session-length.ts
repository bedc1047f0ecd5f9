import { couch } from '../couch/couch.ts';
import type { Log } from '../web/log.ts';

/**
 * A year, in seconds: people who work for days without a network must not have to log in when they come back.
 */
export const sessionSeconds = 31_536_000;

/** What CouchDB has when nobody configured it, in seconds. */
const untouched = 600;

/**
 * Makes CouchDB keep sessions for a year, unless its administrator has chosen a length. A database that does not let
 * itself be configured keeps its own.
 */
export const lengthenSessions = async (couchUrl: string, log: Pick<Log, 'info' | 'warn'>): Promise<void> => {
  const { admin } = couch(couchUrl);
  const path = '/_node/_local/_config/chttpd_auth/timeout';
  const stored = await admin(path);
  const chosen = stored.ok ? Number(await stored.json()) : untouched;
  if (stored.status === 501) return; // The embedded database has no configuration.
  if (stored.status >= 400 && stored.status !== 404)
    return log.warn({ status: stored.status }, 'the length of sessions cannot be read');
  if (chosen !== untouched) return;
  const written = await admin(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(String(sessionSeconds)),
  });
  if (written.ok) return log.info({ seconds: sessionSeconds }, 'sessions last a year now');
  log.warn({ status: written.status }, 'sessions keep the length that the database gives them');
};
