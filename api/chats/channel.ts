import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import type { LinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Inbox } from '../messages/inbox.ts';
import type { Outbox } from '../messages/outbox.ts';
import type { Turn, Turns } from '../messages/turn.ts';
import type { Log } from '../web/log.ts';
import type { RawUpdates } from './raw-updates.ts';
import { rest } from './rest.ts';
import { openSpeaker } from './speaker.ts';
import { type BotClient, openBot } from './telegram/client.ts';
import { listen } from './telegram/listen.ts';
import { lookEvery } from './waiting.ts';
import { workOff } from './work-off.ts';

/** What the channel stands on. */
export interface ChannelParts {
  main: Store;
  sentinel: Store;
  vault: Vault;
  inbox: Inbox;
  outbox: Outbox;
  codes: LinkCodes;
  raw: RawUpdates;
  turns: Turns;
  settings: { current: () => Settings; words: () => Words };
  log: Log;
  now: () => Ms;
  /** What the environment says: the token of the first bot, and where the Bot API is spoken. */
  given: { token?: string; apiRoot?: string };
}

/** Chats by Telegram: in one process at a time, which hears and speaks for all bots. */
export interface Channel {
  start(): void;
  stop(): Promise<void>;
}

/** Name of a bot's token in the vault. */
const tokenName = (bot: string): string => `telegram:${bot}`;

/** The bots whose token is known. Without the section `telegram` there are none. */
const openBots = async ({ settings, vault, given }: ChannelParts): Promise<Map<string, BotClient>> => {
  const telegram = settings.current().telegram;
  const clients = new Map<string, BotClient>();
  for (const [at, bot] of (telegram?.bots ?? []).entries()) {
    const token = (at === 0 && given.token) || (await vault.read(tokenName(bot)));
    if (token) clients.set(bot, openBot(token, given.apiRoot ?? telegram?.api_root));
  }
  return clients;
};

/** How often a process that has not the turn asks for it, and one that has it shows that it is there. */
const askEvery: Ms = 2000;
const keepEvery: Ms = 2000;

/** How long what waits its time is left before it is looked at again. */
const soon: Ms = 50;

/** Keeps the turn until it is lost or the work is over. */
const keepTurn = async (turn: Turn, work: AbortController): Promise<void> => {
  while (!work.signal.aborted) {
    await rest(keepEvery, work.signal);
    if (!work.signal.aborted) await turn.keep();
  }
};

/** Speaks until the work is over. */
const speak = async (
  parts: ChannelParts,
  clients: ReadonlyMap<string, BotClient>,
  signal: AbortSignal,
  book: Awaited<ReturnType<typeof openChatBook>>,
) => {
  const speaker = await openSpeaker({ ...parts, clients, book });
  while (!signal.aborted) await rest((await speaker.round()) ? soon : lookEvery, signal);
  await speaker.settle();
};

/** All that is done in one turn: old updates are worked off, then the bots hear and speak. */
const inTurn = async (parts: ChannelParts, clients: ReadonlyMap<string, BotClient>, turn: Turn, over: AbortSignal) => {
  const { vault, raw, log, settings } = parts;
  const book = await openChatBook(vault);
  const programme = () => ({ settings: settings.current(), words: settings.words() });
  const working = { raw, log, receiving: { ...parts, book, programme } };
  const work = new AbortController();
  over.addEventListener('abort', () => work.abort());
  await raw.remove(settings.current().telegram?.keep_raw_days ?? 7);
  for (const bot of clients.keys()) await workOff(working, bot, await raw.left(bot));
  const tasks = [
    keepTurn(turn, work),
    speak(parts, clients, work.signal, book),
    ...[...clients].map(([bot, client]) =>
      listen({ bot, client, log, signal: work.signal, taken: updates => takeUpdates(working, bot, updates) }),
    ),
  ];
  try {
    await Promise.all(tasks);
  } finally {
    work.abort();
    await Promise.allSettled(tasks);
  }
};

const takeUpdates = async (
  working: Parameters<typeof workOff>[0],
  bot: string,
  updates: Parameters<typeof workOff>[2],
): Promise<void> => {
  await working.raw.keep(bot, updates);
  await workOff(working, bot, updates);
};

export const openChannel = (parts: ChannelParts): Channel => {
  const { turns, log } = parts;
  const over = new AbortController();
  let isTold = false;
  let running: Promise<void> = Promise.resolve();

  const once = async (): Promise<void> => {
    const clients = await openBots(parts);
    if (clients.size === 0) {
      if (!isTold) log.info('there is no bot with a token: chats are off');
      isTold = true;
      return;
    }
    isTold = false;
    const turn = await turns.take();
    if (!turn) return;
    try {
      await inTurn(parts, clients, turn, over.signal);
    } finally {
      await turn.end();
    }
  };

  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        await once();
      } catch (error) {
        log.warn({ err: error }, 'chats broke off; they go on in a moment');
      }
      await rest(askEvery, over.signal);
    }
  };

  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      over.abort();
      await running;
    },
  };
};
