// `npm run jobs`: lists the timed jobs, or runs one now and tells what came of it.
import { nearest } from '@rounds/config/sections/nearest.ts';
import { databases as databasesOf } from '@rounds/ddocs/documents/databases.ts';
import { refusalOf } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { runByHand } from '@rounds/sentinel/by-hand.ts';
import { allJobs } from '@rounds/sentinel/jobs.ts';
import { thisHolder } from '@rounds/sentinel/process/holder.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { hostsOf } from '@rounds/sentinel/process/reach.ts';
import { jobRows, outcomeLine, progressLine } from './jobs/table.ts';
import { shown } from './start/parts.ts';
import { runningCouch, stateDir } from './start/state.ts';
import { asked } from './terminal/asked.ts';
import { endWith } from './terminal/complaint.ts';
import { table } from './terminal/console.ts';
import { whenUnread } from './terminal/unread.ts';

const say = (facts: object, message: string): void => console.error(`${message} ${JSON.stringify(facts)}`);
const log: Log = { debug: () => undefined, info: () => undefined, warn: say, error: say };

/** @throws Error for a job that there is not, or more than one, with those that there are */
const checkNamed = (asked: readonly string[]): void => {
  const known = allJobs.map(job => job.name);
  const named = asked.join(' ');
  if (known.some(name => name === named)) return;
  const near = nearest(named, known);
  throw new Error(`There is no job ${named}${near ? `; is ${near} meant?` : ''}. There are ${known.join(', ')}`);
};

const main = async (): Promise<number> => {
  const { positionals } = asked({
    usage: ['npm run jobs', 'npm run jobs -- <name>'],
    about:
      'Lists the timed jobs with their last and next run; with a name, runs that one now and tells what came of it. On COUCH_URL or, without it, on the database of a running `npm start`.',
    words: allJobs.map(({ name, about }) => [name, about] as const),
    heeds: ['COUCH_URL', 'ROUNDS_DB', 'ROUNDS_DIR', 'VAULT_KEY', 'OUTBOUND_HOSTS'],
    examples: ['npm run jobs', 'npm run jobs -- purging'],
  });
  const [name, ...more] = positionals;
  if (name !== undefined) checkNamed([name, ...more]);
  const where = runningCouch(stateDir());
  if (!where) throw new Error('There is no database. Start Rounds with npm start, or set COUCH_URL');
  const databases = databasesOf(where.database);
  if (name === undefined) {
    const [main, side] = [databases.main, databases.sentinel].map(one => couchStore(where.couchUrl, one)) as [
      Store,
      Store,
    ];
    console.log(table(await jobRows({ main, side, now: Date.now() })));
    return 0;
  }
  console.log(`Running ${name} on ${where.database} of ${shown(where.couchUrl)}`);
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());
  const terminal = process.stderr.isTTY;
  let last = '';
  const outcome = await runByHand(
    name,
    {
      ...where,
      databases,
      log,
      ...thisHolder(),
      outboundHosts: hostsOf(process.env.OUTBOUND_HOSTS),
      ...(process.env.VAULT_KEY ? { vaultKey: process.env.VAULT_KEY } : {}),
      progress: state => {
        const line = progressLine(state);
        if (line !== last) process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
        last = line;
      },
    },
    ending.signal,
  );
  if (terminal && last) process.stderr.write('\r\u001b[K');
  console.log(outcomeLine(name, outcome));
  return outcome.error || outcome.interrupted ? 1 : 0;
};

whenUnread();
try {
  process.exit(await main());
} catch (error) {
  if (refusalOf(error)?.error === 'not_found')
    console.error('Is this the programme that is meant? ROUNDS_DB names another than medic');
  endWith(error);
}
