// Loaded by mocha before all tests (.mocharc.json). CouchDB from 3.4 on locks a name after five wrong passwords. The
// tests of logins make more mistakes than that, so on a COUCH_URL the lock only warns for the time of the run.
import { couchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';

const key = '/_node/_local/_config/chttpd_auth_lockout/mode';
const { COUCH_URL } = process.env;

/** What stood there: null for nothing, which means that it locks; undefined while nothing was changed. */
let before: string | null | undefined;

const stored = async (): Promise<string | null> => {
  try {
    return await couchServer(COUCH_URL!).request<string>(key);
  } catch (error) {
    if (refusalOf(error)?.error === 'unknown_config_value') return null;
    throw error;
  }
};

export const mochaGlobalSetup = async (): Promise<void> => {
  if (!COUCH_URL) return;
  const mode = await stored();
  try {
    await couchServer(COUCH_URL).request(key, { method: 'PUT', body: 'warn' });
    before = mode;
  } catch (error) {
    // The embedded database, which has no such lock.
    if (refusalOf(error)?.status !== 403) throw error;
  }
};

export const mochaGlobalTeardown = async (): Promise<void> => {
  if (!COUCH_URL || before === undefined) return;
  const back = before === null ? ({ method: 'DELETE' } as const) : ({ method: 'PUT', body: before } as const);
  await couchServer(COUCH_URL).request(key, back);
};
