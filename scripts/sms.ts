// `npm run sms`: a phone in the terminal, as one of the demonstration's people. It is a gateway to the api, by the
// gateways' own protocol: what one types comes in as an SMS, what waits goes out, is printed, and counts as delivered.

import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { refusalOf } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { openGateway } from './sms/gateway.ts';
import { paint } from './sms/lines.ts';
import { openPhone } from './sms/simulator.ts';
import { terminal } from './sms/terminal.ts';
import { readAsked, smsScript } from './sms/where.ts';
import { withCredentials } from './start/parts.ts';
import { helpText } from './terminal/asked.ts';
import { whenUnread } from './terminal/unread.ts';

const { stdin: input, stdout: output } = process;

/** What to do about an error of the api, as this phone meets it. */
const hintOf = (error: unknown): string | undefined => {
  if (!isAppError(error)) return undefined;
  if (error.code === 'store/unreachable') return 'Start Rounds with `npm start`, or name another address with --url';
  const { status = 0 } = refusalOf(error) ?? {};
  if (status === 401 || status === 403)
    return 'Put name and password of an administrator into --url: http://admin:password@…';
  return error.hint;
};

const run = async (): Promise<void> => {
  const asked = await readAsked(process.argv.slice(2));
  if (asked === 'help') return console.log(helpText(smsScript));
  const { url, reader, as, texts, wait } = asked;
  const gateway = openGateway(url, asked.gateway);
  const store = couchStore(withCredentials(url, reader), 'medic');
  const colours = paint(output.isTTY === true && !process.env.NO_COLOR);
  const phone = openPhone(store, gateway, { colours, wait });
  const say = (lines: readonly string[]): void => lines.forEach(line => void console.log(line));

  if (as !== undefined) say(await phone.become(as));
  // Messages that waited before go out first, so that none is taken for an answer; and a wrong login is told before
  // anybody types.
  say(await phone.begin());
  if (texts.length === 0) {
    if (as === undefined) say(await phone.who(''));
    return terminal(phone, { input, output });
  }
  for (const text of texts) {
    console.log(`${colours.good('→')} ${text}`);
    say(await phone.text(text));
  }
  say(await phone.rest());
};

whenUnread();
try {
  await run();
  process.exit(0);
} catch (error) {
  console.error((error as Error).message);
  const hint = hintOf(error);
  if (hint) console.error(hint);
  process.exit(1);
}
