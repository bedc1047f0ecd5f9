import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { type ChatBook, openChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Invites } from '@rounds/ddocs/chats/invites.ts';
import type { LinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Inbox } from '../messages/inbox.ts';
import type { Outbox } from '../messages/outbox.ts';
import { rest } from '../messages/rest.ts';
import type { Turn, Turns } from '../messages/turn.ts';
import { workInTurn } from '../messages/work-in-turn.ts';
import type { Caller } from '../session/caller.ts';
import type { Log } from '../web/log.ts';
import { type Bell, openBell } from './bell.ts';
import { type BotWatch, watchBot } from './bot-state.ts';
import { admitAccepted } from './groups/admit.ts';
import { hear } from './hearing.ts';
import { sendDecided } from './not-known.ts';
import type { RawUpdates } from './raw-updates.ts';
import type { OpenBot, ReceivingParts } from './receiving.ts';
import { openSpeaker } from './speaker.ts';
import type { Taker, TakerParts } from './takers.ts';
import { type BotClient, openBot } from './telegram/client.ts';
import { lookEvery } from './waiting.ts';
import { openWorkOff } from './work-off.ts';

/** What the channel stands on. */
export interface ChannelParts {
  main: Store;
  sentinel: Store;
  vault: Vault;
  inbox: Inbox;
  outbox: Outbox;
  codes: LinkCodes;
  invites: Invites;
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
  /** Says that something waits for a chat: it is looked for at once. */
  ring(): void;
  stop(): Promise<void>;
  /** Forgets what it remembers of chats, and asks the vault again. */
  forget(): void;
}

/** Name of a bot's token in the vault. */
const tokenName = (bot: string): string => `telegram:${bot}`;

/** What the bots are: when it changes they are opened anew. */
const fingerprint = async ({ settings, vault, given }: ChannelParts): Promise<string> => {
  const { bots = [], api_root, webhook } = settings.current().telegram ?? {};
  const tokens = await Promise.all(bots.map(bot => vault.read(tokenName(bot))));
  return JSON.stringify([bots, tokens, api_root, webhook, given]);
};

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

/** How often it is looked what persons decided, and how often it is written down how the bots do. */
const [attendEvery, noteEvery]: [Ms, Ms] = [2000, 10_000];

/** What is looked after beside hearing and speaking. */
interface Attending {
  receiving: ReceivingParts;
  watches: ReadonlyMap<string, BotWatch>;
  bell: Bell;
  /** Ends the turn: the bots are others now. */
  renew: () => void;
}

/** Carries out what persons decided, writes down how the bots do, and begins anew when the bots are others. */
const attend = async (parts: ChannelParts, { receiving, watches, bell, renew }: Attending, signal: AbortSignal) => {
  const { main, log, now } = parts;
  const [made, sent] = [new Set<string>(), new Set<string>()];
  const begun = await fingerprint(parts);
  let noted = 0;
  while (!signal.aborted) {
    try {
      await admitAccepted(receiving, made);
      await sendDecided(main, sent, now());
      if (now() - noted >= noteEvery) {
        noted = now();
        for (const watch of watches.values()) await watch.write();
        if ((await fingerprint(parts)) !== begun) renew();
      }
    } catch (error) {
      log.warn({ err: error }, 'what persons decided about chats could not be carried out; it is tried again');
    }
    bell.ring();
    await rest(attendEvery, signal);
  }
};

/** All that is done in one turn: the bots hear and speak. */
const inTurn = async (
  parts: ChannelParts & { book: ChatBook },
  clients: ReadonlyMap<string, BotClient>,
  turn: Turn,
  { over, bell }: { over: AbortSignal; bell: Bell },
) => {
  const { book, raw, log, settings, sentinel, now } = parts;
  const programme = () => ({ settings: settings.current(), words: settings.words() });
  const [bots, work] = [new Map<string, OpenBot>(), new AbortController()];
  const watches = new Map<string, BotWatch>();
  for (const bot of clients.keys()) watches.set(bot, await watchBot(sentinel, bot, now));
  const takers = parts.takers(parts);
  const receiving = { ...parts, programme, bots, takers };
  const heard = (bot: string, happened: Ms): void => {
    watches.get(bot)?.note({ lag: Math.max(0, now() - happened) });
    bell.ring();
  };
  const working = openWorkOff({ raw, log, receiving, heard });
  const end = (): void => work.abort();
  over.addEventListener('abort', end);
  await raw.remove(settings.current().telegram?.keep_raw_days ?? 7);
  const { signal } = work;
  const hearing = { raw, book, settings, log, takers, bots, working, signal };
  const tasks = [
    keepTurn(turn, work),
    attend(parts, { receiving, watches, bell, renew: end }, signal),
    speak(parts, clients, book, { signal, bell }),
    ...[...clients].map(([bot, client]) => hear({ ...hearing, watch: watches.get(bot)! }, bot, client)),
  ];
  try {
    await Promise.all(tasks);
  } finally {
    end();
    over.removeEventListener('abort', end);
    await Promise.allSettled(tasks);
    await working.settle();
  }
};

export const openChannel = (parts: ChannelParts): Channel => {
  const { turns, log } = parts;
  const bell = openBell();
  let isTold = false;
  let book: ChatBook | undefined;

  const ready = async (): Promise<Map<string, BotClient> | null> => {
    const clients = await openBots(parts);
    if (clients.size === 0 && !isTold) log.info('there is no bot with a token: chats are off');
    isTold = clients.size === 0;
    return isTold ? null : clients;
  };
  const { start, stop } = workInTurn({
    ...{ turns, log, ready, idle: askEvery, broke: 'chats broke off; they go on in a moment' },
    work: async (clients, turn, over) => {
      book = await openChatBook(parts.vault);
      await inTurn({ ...parts, book }, clients, turn, { over, bell });
    },
  });

  return { start, stop, ring: bell.ring, forget: () => book?.forget() };
};
