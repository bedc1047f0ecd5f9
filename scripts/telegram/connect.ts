import { setTimeout as sleep } from 'node:timers/promises';
import { readRun, runs, stateDir } from '../start/state.ts';

/** What tells a running Rounds of a Telegram on this machine. */
export interface Connecting {
  token: string;
  /** Where the Bot API listens. */
  apiRoot: string;
  signal: AbortSignal;
  say: (text: string) => void;
}

/** A running Rounds, with the header that shows its administrator. */
interface Running {
  url: string;
  authorization: string;
}

const running = (): Running | undefined => {
  const run = readRun(stateDir());
  // While it starts it does not yet say where it can be reached.
  if (!run?.apiUrl || !run.couchUrl || !runs(run.pid, 'scripts/start.ts')) return undefined;
  const { username, password } = new URL(run.couchUrl);
  const shown = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    url: run.apiUrl.replace(/\/$/, ''),
    authorization: `Basic ${Buffer.from(shown).toString('base64')}`,
  };
};

const isHere = (address: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);

const ask = async ({ url, authorization }: Running, path: string, method = 'GET', body?: string): Promise<unknown> => {
  const type = path.includes('/credentials/') ? 'text/plain' : 'application/json';
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Rounds answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
};

interface Telegram {
  bots?: string[];
  api_root?: string;
  [more: string]: unknown;
}

/** Puts the token and the address where the channel looks for them. @throws Error where Rounds talks to another Telegram */
const tell = async (rounds: Running, { token, apiRoot, say }: Connecting): Promise<void> => {
  const { telegram } = (await ask(rounds, '/api/v1/settings')) as { telegram?: Telegram };
  if (!telegram) throw new Error('The programme of this Rounds has no chats: its settings have no section telegram');
  if (telegram.api_root && !isHere(telegram.api_root))
    throw new Error(`This Rounds speaks to ${telegram.api_root}. Take telegram.api_root out of its settings first`);
  const [name = 'bot'] = telegram.bots ?? [];
  await ask(rounds, `/api/v1/credentials/${encodeURIComponent(`telegram:${name}`)}`, 'PUT', token);
  if (telegram.api_root !== apiRoot)
    await ask(rounds, '/api/v1/settings', 'PUT', JSON.stringify({ telegram: { ...telegram, api_root: apiRoot } }));
  say(
    `The bot belongs to the Rounds on ${rounds.url} now. In the app, «Link a chat» in the menu gives the code to write.`,
  );
};

/** Whether nobody answers there, or not yet. */
const isAway = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed';

/** Waits for a Rounds on this machine and tells it of the bot; again when another one was started. */
export const connect = async (connecting: Connecting): Promise<void> => {
  const { signal, say } = connecting;
  let [told, waits] = ['', false];
  while (!signal.aborted) {
    const rounds = running();
    const name = rounds ? rounds.url + rounds.authorization : '';
    if (!rounds && !waits) say('Rounds does not run here yet: start it with `npm start` in another terminal');
    waits = !rounds;
    if (rounds && name !== told)
      try {
        await tell(rounds, connecting);
        told = name;
      } catch (error) {
        if (!isAway(error)) throw error;
      }
    await sleep(2000, undefined, { signal }).catch(() => undefined);
  }
};
