import type { Settings } from '@rounds/config/settings/settings.ts';
import type { ChatBook, ChatEntry } from '@rounds/ddocs/chats/book.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { opening } from '@rounds/sentinel/schedule/may-send.ts';
import { silenceOf, waitsForHours } from '@rounds/sentinel/schedule/silence-of.ts';
import type { Outbox } from '../messages/outbox.ts';
import type { StateUpdate } from '../messages/outgoing.ts';
import { stoppedAmong } from '../messages/stopped-campaigns.ts';
import type { Log } from '../web/log.ts';
import { contactsAt, isBlockedAt, setBlocked } from './addresses.ts';
import { deliveryOf } from './delivery.ts';
import { askWhetherAgain } from './not-known.ts';
import { openPace, type Pace } from './pace.ts';
import { storedRests, storeRests } from './rests.ts';
import { askForToken } from './reviews.ts';
import {
  answerLost,
  deniedMessage,
  inDoubt,
  nobodyThere,
  notMade,
  overdueMessage,
  type SendResult,
  sendToChat,
  silencedMessage,
  stoppedMessage,
} from './send.ts';
import type { BotClient } from './telegram/client.ts';
import { callsOf } from './telegram/deliver.ts';
import { type ChatMessage, leftUnderWay, nextForChats } from './waiting.ts';

/** What sending takes. */
export interface SpeakingParts {
  /** The bots that can be reached, by name. */
  clients: ReadonlyMap<string, BotClient>;
  book: ChatBook;
  main: Store;
  sentinel: Store;
  outbox: Outbox;
  log: Log;
  settings: { current: () => Settings };
  now: () => Ms;
  /** Told when a chat is free for the next message. */
  freed: () => void;
}

/** Sends what waits for chats, while it is this process's turn. */
export interface Speaker {
  /** Begins what may be sent now. @returns whether more may wait that only has to wait its time */
  round(): Promise<boolean>;
  /** Waits until nothing is under way any more. */
  settle(): Promise<void>;
}

/** A bot that speaks. */
interface Voice {
  client: BotClient;
  pace: Pace;
  /** Nothing is tried before; set when the Bot API was not reached, or refused the bot. */
  pausedUntil: Ms;
}

/** Calls that are under way at once. */
const mostUnderWay = 30;

/** How long nothing is tried after the Bot API was not reached, and how long the database is waited for. */
const [pause, patience]: [Ms, Ms] = [5000, 1000];

/** What this process has under way, and what came of it. */
interface Desk extends SpeakingParts {
  voices: ReadonlyMap<string, Voice>;
  underWay: Map<Address, Promise<void>>;
}

const sleep = (ms: Ms): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Does what the database must know, however often it takes. */
const patiently = async <T>({ log }: Desk, what: string, act: () => Promise<T>): Promise<T> => {
  for (;;)
    try {
      return await act();
    } catch (error) {
      log.warn({ err: error }, `${what}; it is tried again`);
      await sleep(patience);
    }
};

/** Writes what came of a message: unwritten it would be in doubt. */
const writeDown = (desk: Desk, update: StateUpdate): Promise<unknown> =>
  patiently(desk, 'what came of a message to a chat could not be written', () => desk.outbox.update([update]));

/** What a result means for the bot and the chat. */
const heed = async (desk: Desk, bot: string, voice: Voice, to: Address, result: SendResult): Promise<void> => {
  const { restUntil, stop, isBlocked, isTokenWrong, update } = result;
  if (update.details?.reason === answerLost) await askWhetherAgain(desk.main, [update.id], desk.now());
  if (isTokenWrong) await askForToken(desk.main, bot, desk.now());
  if (isBlocked) await setBlocked(desk.main, to, true);
  if (restUntil !== undefined) {
    voice.pace.rest(to, restUntil);
    await storeRests(desk.sentinel, bot, voice.pace.rests());
  }
  if (stop === undefined) return;
  if (voice.pausedUntil <= desk.now()) desk.log.warn({ bot, why: stop }, 'nothing can be sent; it is tried again');
  voice.pausedUntil = desk.now() + pause;
};

/** Sends a message; to a group that has another number now, under that number, in the same turn. */
const sendNow = async (desk: Desk, bot: string, chat: number, message: ChatMessage): Promise<SendResult> => {
  const { book, now, main } = desk;
  const { client } = desk.voices.get(bot)!;
  const made = await patiently(desk, 'it could not be read what a message means', async () => {
    try {
      return await deliveryOf({ main, book }, bot, chat, message);
    } catch (error) {
      // The database may come back; what cannot be made of this message never will, and must not hold up others.
      if (isAppError(error, 'store/unreachable') || isAppError(error, 'store/refused')) throw error;
      return error as Error;
    }
  });
  if (made instanceof Error) return notMade(message.uuid, made);
  const referenceOf = (number: number): string => book.referenceOf(bot, chat, number);
  const result = await sendToChat(client, message.uuid, made, chat, referenceOf, now);
  if (result.movedTo === undefined || result.movedTo === chat) return result;
  const to = result.movedTo;
  await patiently(desk, 'the new number of a group could not be kept', () => book.move(bot, chat, to));
  return sendNow(desk, bot, result.movedTo, message);
};

/** One message to one chat: sent, heeded, written down; only then the chat is free for the next. */
const say = async (desk: Desk, bot: string, chat: number, message: ChatMessage): Promise<void> => {
  const result = await sendNow(desk, bot, chat, message);
  const voice = desk.voices.get(bot)!;
  await patiently(desk, 'what a refusal means could not be kept', () => heed(desk, bot, voice, message.to, result));
  await writeDown(desk, result.update);
  desk.underWay.delete(message.to);
  desk.freed();
};

/** A message with the chat that it goes to. */
interface Addressed extends ChatEntry {
  message: ChatMessage;
}

/** Messages with the chat that each goes to; those to nobody are marked. */
const addressed = async (desk: Desk, messages: readonly ChatMessage[]): Promise<Addressed[]> => {
  const found = await Promise.all(
    messages.map(async message => ({ message, entry: await desk.book.find(message.to) })),
  );
  const lost = found.filter(({ entry }) => entry === null);
  await desk.outbox.update(lost.map(({ message }) => nobodyThere(message.uuid)));
  return found.flatMap(({ message, entry }) => (entry ? [{ message, ...entry }] : []));
};

/** Messages that may go now; those that somebody is not to get are marked, those that quiet hours hold wait. */
const permitted = async (desk: Desk, settings: Settings, all: readonly Addressed[]): Promise<Addressed[]> => {
  const { main, outbox, now } = desk;
  const stopped = await stoppedAmong(
    main,
    all.map(({ message }) => message.campaign),
  );
  const isStopped = ({ message }: Addressed): boolean =>
    message.campaign !== undefined && stopped.has(message.campaign);
  await outbox.update(all.filter(isStopped).map(({ message }) => stoppedMessage(message.uuid)));
  const next = all.filter(one => !isStopped(one));
  if (next.length === 0) return [];
  const contacts = await contactsAt(
    main,
    next.map(({ message }) => message.to),
  );
  const judged = next.map(one => ({
    one,
    silence: silenceOf(one.message.class, {
      contact: contacts.get(one.message.to) ?? null,
      isBlocked: isBlockedAt(contacts.get(one.message.to), one.message.to),
      // Who works for the programme has agreed to by doing so.
      needsConsent: settings.telegram?.needs_consent === true && one.user === undefined && one.group === undefined,
    }),
  }));
  await outbox.update(judged.flatMap(({ one, silence }) => (silence ? [silencedMessage(one.message, silence)] : [])));
  const isOpen = opening(now(), null, settings) === now();
  return judged.flatMap(({ one, silence }) =>
    silence === undefined && (isOpen || !waitsForHours(one.message.class)) ? [one] : [],
  );
};

/** Begins to speak: what was under way when the process before ended is in doubt, and said to be. */
export const openSpeaker = async (parts: SpeakingParts): Promise<Speaker> => {
  const { clients, main, sentinel, outbox, now } = parts;
  const voices = new Map<string, Voice>();
  for (const [bot, client] of clients) {
    const pace = openPace(now, undefined, await storedRests(sentinel, bot));
    voices.set(bot, { client, pace, pausedUntil: 0 });
  }
  const desk: Desk = { ...parts, voices, underWay: new Map() };
  const left = await leftUnderWay(main);
  await outbox.update(inDoubt(left));
  await askWhetherAgain(main, left, now());

  return {
    round: async () => {
      const room = mostUnderWay - desk.underWay.size;
      if (room <= 0) return true;
      const waiting = await nextForChats(main, to => !desk.underWay.has(to), room, now());
      await outbox.update([...waiting.denied.map(deniedMessage), ...waiting.over.map(overdueMessage)]);
      const next = await addressed(desk, waiting.next);
      const open = await permitted(desk, parts.settings.current(), next);
      const may = open.filter(({ bot, group, message: { to, bulk, text, chat } }) => {
        const voice = voices.get(bot);
        const files = (chat.files?.length ?? 0) + (chat.attachments?.length ?? 0);
        const call = { bulk, calls: callsOf(text, files), isGroup: group !== undefined };
        return voice && voice.pausedUntil <= now() && voice.pace.begin(to, call);
      });
      if (may.length === 0) return open.length > 0;
      await outbox.update(may.map(({ message }) => ({ id: message.uuid, state: 'forwarded-to-gateway' })));
      for (const { bot, chat, message } of may) desk.underWay.set(message.to, say(desk, bot, chat, message));
      return true;
    },
    settle: async () => {
      await Promise.all(desk.underWay.values());
    },
  };
};
