// `npm start`: the whole of Rounds on this machine.
import { couchUrlOf, databaseOf, portOf } from './start/choices.ts';
import { type Rounds, rounds } from './start/rounds.ts';
import { asked } from './terminal/asked.ts';
import { complaint } from './terminal/complaint.ts';
import { whenUnread } from './terminal/unread.ts';

asked({
  usage: ['npm start'],
  about:
    'The whole of Rounds on this machine: database, api, sentinel and the app, on one port, with a demonstration programme. Ctrl-C ends it; a second start keeps the data.',
  heeds: [
    'PORT',
    'HOST',
    'COUCH_URL',
    'ROUNDS_DB',
    'ROUNDS_DIR',
    'ROUNDS_DEMO',
    'LOG_LEVEL',
    'VAULT_KEY',
    'OUTBOUND_HOSTS',
    'TRUST_PROXY',
  ],
  examples: ['npm start', 'PORT=8080 npm start', 'COUCH_URL=http://admin:pass@127.0.0.1:5984 npm start'],
});
const { COUCH_URL, HOST = '127.0.0.1', PORT = '5988', ROUNDS_DB = 'medic', ROUNDS_DEMO = 'yes' } = process.env;
const say = (text: string): void => console.log(text);
let running: Rounds | undefined;

const end = async (): Promise<void> => {
  say('Ending …');
  await running?.stop();
  say('Ended; the data are kept');
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end).on(signal, () => undefined);
whenUnread(() => process.kill(process.pid, 'SIGTERM'));

try {
  running = rounds({
    couchUrl: COUCH_URL ? couchUrlOf(COUCH_URL) : undefined,
    host: HOST,
    port: portOf(PORT),
    database: databaseOf(ROUNDS_DB),
    demo: ROUNDS_DEMO !== 'no',
    say,
  });
  await running.start();
} catch (error) {
  say(`\n${complaint(error).join('\n')}`);
  await running?.stop();
  process.exit(1);
}
