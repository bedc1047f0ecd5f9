// `npm start`: the whole of Rounds on this machine. Database (embedded, or COUCH_URL), api, sentinel and the app, on one port.
import { rounds } from './rounds.ts';

const { COUCH_URL, HOST = '127.0.0.1', PORT = '5988', ROUNDS_DB = 'medic', ROUNDS_DEMO = 'yes' } = process.env;
const say = (text: string): void => console.log(text);
const { start, stop } = rounds({
  couchUrl: COUCH_URL,
  host: HOST,
  port: Number(PORT),
  database: ROUNDS_DB,
  demo: ROUNDS_DEMO !== 'no',
  say,
});

const end = async (): Promise<void> => {
  say('Ending …');
  await stop();
  say('Ended; the data are kept');
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end).on(signal, () => undefined);

try {
  await start();
} catch (error) {
  say(`\n${(error as Error).message}`);
  await stop();
  process.exit(1);
}
