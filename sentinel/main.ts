import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { databases } from '@rounds/ddocs/databases.ts';
import { pino } from 'pino';
import { startSentinel } from './start.ts';

// The sentinel alone. COUCH_URL with an administrator's credentials, ROUNDS_DB, LOG_LEVEL, LEASE_MS.
// SIGUSR1 switches the feed off and on, SIGUSR2 runs the timed jobs now, SIGTERM and SIGINT end it.

const { COUCH_URL, ROUNDS_DB = 'medic', LOG_LEVEL = 'info', LEASE_MS } = process.env;
const log = pino({ level: LOG_LEVEL, base: { program: 'sentinel' } });

/** Where process ids mean the same: the host, and its namespace of process ids, which a container has of its own. */
const here = (): string => {
  try {
    return `${hostname()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};
const place = here();
const holder = `${place}/${process.pid}/${randomBytes(6).toString('hex')}`;

/** A sentinel that ran in this very place and whose process is no more, killed perhaps. */
const isGone = (other: string): boolean => {
  if (other === holder || !other.startsWith(`${place}/`)) return false;
  const pid = Number(other.slice(place.length + 1).split('/')[0]);
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
};

if (!COUCH_URL) {
  log.fatal(
    'COUCH_URL is not set; give the address of CouchDB with the credentials of an administrator, such as http://admin:pass@host:5984',
  );
  process.exit(1);
}
const sentinel = startSentinel({
  couchUrl: COUCH_URL,
  databases: databases(ROUNDS_DB),
  log,
  holder,
  isGone,
  ...(LEASE_MS ? { leaseLasts: Number(LEASE_MS) } : {}),
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
process.on('SIGUSR2', () => void sentinel.runJobs());
