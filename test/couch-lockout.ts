// Loaded by mocha before all tests (.mocharc.json). CouchDB from 3.4 on locks a name after five wrong passwords. The
// tests of logins make more mistakes than that, so on a COUCH_URL the lock only warns for the time of the run.
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';

const key = '/_node/_local/_config/chttpd_auth_lockout/mode';
const { COUCH_URL } = process.env;

/** What stood there: null for nothing, which means that it locks; undefined while nothing was changed. */
let before: string | null | undefined;

/** As it is answered: what a value was before is often the empty text. */
const atServer = (init: RequestInit = {}): Promise<Response> =>
  couchServer(COUCH_URL!).fetch(key, { ...init, headers: { 'content-type': 'application/json' } });

/** @throws Error with CouchDB's words. @returns null where nothing stands */
const text = async (answer: Response): Promise<string | null> => {
  if (answer.ok) return (await answer.json()) as string;
  const said = await answer.text();
  if (answer.status === 404) return null;
  throw new Error(`${answer.status} for ${key}: ${said}`);
};

export const mochaGlobalSetup = async (): Promise<void> => {
  if (!COUCH_URL) return;
  const mode = await text(await atServer());
  const answer = await atServer({ method: 'PUT', body: '"warn"' });
  // The embedded database, which has no such lock.
  if (answer.status === 403) return;
  await text(answer);
  before = mode;
};

export const mochaGlobalTeardown = async (): Promise<void> => {
  if (!COUCH_URL || before === undefined) return;
  await text(await atServer(before === null ? { method: 'DELETE' } : { method: 'PUT', body: JSON.stringify(before) }));
};
