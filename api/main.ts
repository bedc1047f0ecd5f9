import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demonstrationDocs } from '@rounds/config/programme/demonstration.ts';
import { databases } from '@rounds/ddocs/documents/databases.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';
import { hostsOf } from '@rounds/sentinel/process/reach.ts';
import { buildServer } from './server.ts';
import { lengthenSessions } from './session/session-length.ts';
import { log as makeLog, withoutCredentials } from './web/log.ts';

const {
  COUCH_URL,
  HOST = '127.0.0.1',
  PORT = '5988',
  ROUNDS_DB = 'medic',
  LOG_LEVEL = 'info',
  TRUST_PROXY = '',
  VAULT_KEY,
  TELEGRAM_TOKEN,
  TELEGRAM_API_ROOT,
  MONITORING_FROM,
  OUTBOUND_HOSTS,
  ALARM_MS = '60000',
} = process.env;

const run = async (): Promise<void> => {
  if (!COUCH_URL)
    throw new Error('Set COUCH_URL to the address of CouchDB with the name and password of its administrator');
  const looksEvery = Number(ALARM_MS);
  if (!(looksEvery >= 1000 && looksEvery <= 300_000))
    throw new Error(`ALARM_MS is ${ALARM_MS}; give milliseconds from 1000 to 300000, or leave it out for 60000`);
  // The address of the api stands on stdout; the log goes to stderr, so that a program can read the one line.
  const log = makeLog(LOG_LEVEL);
  const names = databases(ROUNDS_DB);
  await couchServer(COUCH_URL).ready(60_000);
  await installDatabases(COUCH_URL, names, { log });
  await lengthenSessions(COUCH_URL, log);
  const main = couchStore(COUCH_URL, names.main);
  if (!(await main.get('settings'))) {
    const results = await main.write(await demonstrationDocs());
    log.info({ documents: results.filter(({ ok }) => ok).length }, 'loaded the default programme');
  }
  const webRoot = fileURLToPath(new URL('../webapp/dist', import.meta.url));
  const app = await buildServer({
    couchUrl: COUCH_URL,
    databases: names,
    log,
    trustProxy: TRUST_PROXY === 'true',
    looksEvery,
    outboundHosts: hostsOf(OUTBOUND_HOSTS),
    ...(MONITORING_FROM ? { monitoringFrom: MONITORING_FROM } : {}),
    ...(VAULT_KEY ? { vaultSecret: VAULT_KEY } : {}),
    telegram: {
      ...(TELEGRAM_TOKEN ? { token: TELEGRAM_TOKEN } : {}),
      ...(TELEGRAM_API_ROOT ? { apiRoot: TELEGRAM_API_ROOT } : {}),
    },
    ...(existsSync(webRoot) ? { webRoot } : {}),
  });
  const url = await app.listen({ host: HOST, port: Number(PORT) });
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await app.close();
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  process.stdout.write(`listening on ${url}\n`);
};

try {
  await run();
} catch (error) {
  process.stderr.write(`${withoutCredentials(String((error as Error).message))}\n`);
  if (isAppError(error) && error.hint) process.stderr.write(`${error.hint}\n`);
  process.exit(1);
}
