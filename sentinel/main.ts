import { databases } from '@rounds/ddocs/documents/databases.ts';
import { pino } from 'pino';
import { thisHolder } from './process/holder.ts';
import { leaseLength } from './process/lease.ts';
import { hostsOf } from './process/reach.ts';
import { startSentinel } from './start.ts';

// The sentinel alone. COUCH_URL with an administrator's credentials, ROUNDS_DB, LOG_LEVEL, LEASE_MS, VAULT_KEY,
// OUTBOUND_HOSTS. SIGUSR1 switches the feed off and on, SIGUSR2 runs the timed jobs now, SIGTERM and SIGINT end it.

const { COUCH_URL, ROUNDS_DB = 'medic', LOG_LEVEL = 'info', LEASE_MS, VAULT_KEY, OUTBOUND_HOSTS } = process.env;
const log = pino({ level: LOG_LEVEL, base: { program: 'sentinel' } });

if (!COUCH_URL) {
  log.fatal(
    'COUCH_URL is not set; give the address of CouchDB with the credentials of an administrator, such as http://admin:pass@host:5984',
  );
  process.exit(1);
}
const leaseLasts = LEASE_MS ? Number(LEASE_MS) : undefined;
if (leaseLasts !== undefined && !(leaseLasts >= leaseLength.least && leaseLasts <= leaseLength.most)) {
  log.fatal(
    `LEASE_MS is ${LEASE_MS}; give milliseconds from ${leaseLength.least} to ${leaseLength.most}, or leave it out for 8000`,
  );
  process.exit(1);
}
const sentinel = startSentinel({
  couchUrl: COUCH_URL,
  databases: databases(ROUNDS_DB),
  log,
  ...thisHolder(),
  ...(VAULT_KEY ? { vaultKey: VAULT_KEY } : {}),
  outboundHosts: hostsOf(OUTBOUND_HOSTS),
  ...(leaseLasts === undefined ? {} : { leaseLasts }),
});

const end = async (): Promise<void> => {
  try {
    await sentinel.stop();
    process.exit(0);
  } catch (error) {
    log.fatal({ reason: String(error) }, 'The sentinel did not end cleanly');
    process.exit(1);
  }
};
process.once('SIGTERM', () => void end());
process.once('SIGINT', () => void end());
process.on('SIGUSR1', () => sentinel.toggle());
process.on('SIGUSR2', () => sentinel.runJobs());
