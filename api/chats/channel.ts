import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { type ChatBook, openChatBook } from '@rounds/ddocs/chats/book.ts';
import type { LinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Update } from 'grammy/types';
import type { Inbox } from '../messages/inbox.ts';
import type { Outbox } from '../messages/outbox.ts';
import type { Turn, Turns } from '../messages/turn.ts';
import type { Caller } from '../session/caller.ts';
import type { Log } from '../web/log.ts';
import { type Bell, openBell } from './bell.ts';
import { admitAccepted } from './groups/admit.ts';
import type { RawUpdates } from './raw-updates.ts';
import type { OpenBot, ReceivingParts } from './receiving.ts';
import { rest } from './rest.ts';
import { openSpeaker } from './speaker.ts';
import type { Taker, TakerParts } from './takers.ts';
import { type BotClient, openBot } from './telegram/client.ts';
import { introduce } from './telegram/introduce.ts';
import { listen } from './telegram/listen.ts';
import { lookEvery } from './waiting.ts';
import { openWorkOff, type WorkOff } from './work-off.ts';

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
  /** Who asks people things in chats, and takes what they answer. */
  takers: (parts: TakerParts) => readonly Taker[];
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
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

/** Speaks until the work is over; what was heard wakes it. */
const speak = async (parts: ChannelParts, clients: ReadonlyMap<string, BotClient>, book: ChatBook, work: Work) => {
  const speaker = await openSpeaker({ ...parts, clients, book, freed: work.bell.ring });
  while (!work.signal.aborted) await work.bell.rest((await speaker.round()) ? soon : lookEvery, work.signal);
  await speaker.settle();
};

/** What one turn of this process lasts: until it is over, or lost. */
interface Work {
  signal: AbortSignal;
  bell: Bell;
}

/** Hears a bot, once it is known how it is called. */
const hear = async (parts: ChannelParts, bot: string, client: BotClient, desk: HearingDesk): Promise<void> => {
  const { raw, log } = parts;
  const { bots, working, signal } = desk;
  const by = await introduce(client, signal, why => log.warn({ bot, why }, 'it is not known how the bot is called'));
  if (!by) return;
  bots.set(bot, { ...by, client });
  await working.take(bot, await raw.left(bot));
  const taken = async (updates: readonly Update[]): Promise<void> => {
    await raw.keep(bot, updates);
    await working.take(bot, updates);
  };
  await listen({ bot, client, log, signal, taken });
};

interface HearingDesk {
  bots: Map<string, OpenBot>;
  working: WorkOff;
  signal: AbortSignal;
}

/** How often it is looked whether a person accepted a group. */
const admitEvery: Ms = 2000;

/** Lets groups in that were accepted, until the work is over. */
const letIn = async (receiving: ReceivingParts, log: Log, signal: AbortSignal): Promise<void> => {
  const made = new Set<string>();
  while (!signal.aborted) {
    try {
      await admitAccepted(receiving, made);
    } catch (error) {
      log.warn({ err: error }, 'it could not be seen which groups were accepted; it is tried again');
    }
    await rest(admitEvery, signal);
  }
};

/** All that is done in one turn: the bots hear and speak. */
const inTurn = async (parts: ChannelParts, clients: ReadonlyMap<string, BotClient>, turn: Turn, over: AbortSignal) => {
  const { vault, raw, log, settings } = parts;
  const book = await openChatBook(vault);
  const programme = () => ({ settings: settings.current(), words: settings.words() });
  const [bots, bell, work] = [new Map<string, OpenBot>(), openBell(), new AbortController()];
  const takers = parts.takers({ ...parts, book });
  const receiving = { ...parts, book, programme, bots, takers };
  const working = openWorkOff({ raw, log, receiving, heard: bell.ring });
  over.addEventListener('abort', () => work.abort());
  await raw.remove(settings.current().telegram?.keep_raw_days ?? 7);
  const { signal } = work;
  const tasks = [
    keepTurn(turn, work),
    letIn(receiving, log, signal),
    speak(parts, clients, book, { signal, bell }),
    ...[...clients].map(([bot, client]) => hear(parts, bot, client, { bots, working, signal })),
  ];
  try {
    await Promise.all(tasks);
  } finally {
    work.abort();
    await Promise.allSettled(tasks);
    await working.settle();
  }
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
