// `npm run telegram`: a Telegram on this machine, with a page in which anybody can be several people who write to the
// bot of the Rounds that `npm start` runs here.

import { connect } from './telegram/connect.ts';
import { openDemonstration } from './telegram/demonstration.ts';
import { servePage } from './telegram/page/serve.ts';
import { asked } from './terminal/asked.ts';
import { whenUnread } from './terminal/unread.ts';

const read = asked({
  usage: ['npm run telegram'],
  about:
    'A Telegram on this machine, with a page in which you are several people who write to the bot of the Rounds that `npm start` runs here: private chats, groups, buttons, photos, changed messages. Nothing of it leaves this machine. Ctrl-C ends it, and its chats with it.',
  options: {
    port: {
      type: 'string',
      value: 'number',
      default: '8081',
      about: 'where the page and the Bot API listen; 8081 when not given',
    },
  },
  heeds: ['ROUNDS_DIR'],
  examples: ['npm run telegram'],
});
const say = (text: string): void => console.log(text);
const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    over.abort();
    setTimeout(() => process.exit(0), 500).unref();
  });
whenUnread(() => process.kill(process.pid, 'SIGTERM'));

try {
  const port = Number(read.values.port);
  if (!(Number.isInteger(port) && port >= 0 && port < 65536)) throw new Error('--port is a number up to 65535');
  const { telegram, bot } = openDemonstration();
  const api = await servePage(telegram, bot, port, over.signal);
  say(`The chats are on ${api.url}`);
  await connect({ token: bot.token, apiRoot: api.url, signal: over.signal, say });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(code === 'EADDRINUSE' ? `Something else listens on that port; give another one with --port` : message);
  process.exit(1);
}
