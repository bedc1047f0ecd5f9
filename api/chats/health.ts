import type { Settings } from '@rounds/config/settings/settings.ts';
import { type ChatBook, openChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { type BotFacts, botStates } from './bot-state.ts';
import type { RawUpdates } from './raw-updates.ts';
import { storedRests } from './rests.ts';
import { countNotKnown } from './reviews.ts';
import { countWaiting } from './waiting.ts';

/** How chats do. */
export interface ChatsHealth {
  bots: (BotFacts & {
    /** Chats to which it must not speak for a while; all of them where `*` is among them. */
    resting: number;
    restsAltogether: boolean;
  })[];
  /** Messages that wait to be sent. */
  waiting: number;
  /** Messages of which nobody knows whether they were sent, and that nobody has decided about. */
  not_known: number;
  /** Updates that could not be worked off. */
  parked: number;
}

/** What a group hears of the bot, and the bot of the group. */
export interface GroupHealth {
  id: string;
  name: string | undefined;
  bot: string;
  is: 'member' | 'administrator' | 'out';
  /** `everything`, or only what is `meant for it`: then whoever wants all of it makes the bot an administrator. */
  hears: 'everything' | 'meant for it' | 'nothing';
}

/** The parts that looking at chats takes. */
export interface HealthParts {
  main: Store;
  sentinel: Store;
  vault: Vault;
  raw: RawUpdates;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** How chats do, as far as it is written down: any process may tell it. */
export const chatsHealth = async ({
  main,
  sentinel,
  raw,
  settings,
  now,
}: Omit<HealthParts, 'vault'>): Promise<ChatsHealth> => {
  const bots = settings.current().telegram?.bots ?? [];
  const states = await botStates(sentinel, bots);
  const rested = await Promise.all(
    states.map(async ({ _id, _rev, type, ...state }) => {
      const rests = (await storedRests(sentinel, state.bot)).filter(([, until]) => until > now());
      return { ...state, resting: rests.length, restsAltogether: rests.some(([name]) => name === '*') };
    }),
  );
  const [waiting, not_known, parked] = await Promise.all([countWaiting(main), countNotKnown(main), raw.parked()]);
  return { bots: rested, waiting, not_known, parked };
};

/** What a bot is in a group, and what it hears there; null of one that is in no chat. */
export const groupHealth = async (
  { sentinel, vault, settings }: Pick<HealthParts, 'sentinel' | 'vault' | 'settings'>,
  group: Contact,
): Promise<GroupHealth | null> => {
  const { telegram } = settings.current();
  const address = group.addresses?.[0]?.address;
  if (!telegram || !address) return null;
  const states = await botStates(sentinel, telegram.bots);
  return healthOf(group, await openChatBook(vault), new Map(states.map(state => [state.bot, state])));
};

const healthOf = async (
  { _id: id, name, addresses = [] }: Contact,
  book: ChatBook,
  states: ReadonlyMap<string, Pick<BotFacts, 'hearsAll'>>,
): Promise<GroupHealth | null> => {
  const entry = addresses[0] ? await book.find(addresses[0].address) : null;
  if (!entry?.group) return null;
  const { bot, group } = entry;
  const hearsAll = group.bot === 'administrator' || states.get(bot)?.hearsAll === true;
  const hears = group.bot === 'out' ? 'nothing' : hearsAll ? 'everything' : 'meant for it';
  return { id, name, bot, is: group.bot, hears };
};

/** What the bots are in the groups of the programme, and what they hear there. */
export const groupsHealth = async ({ main, sentinel, vault, settings }: HealthParts): Promise<GroupHealth[]> => {
  const { telegram } = settings.current();
  if (!telegram?.group_type) return [];
  const book = await openChatBook(vault);
  const states = new Map((await botStates(sentinel, telegram.bots)).map(state => [state.bot, state]));
  const groups = await main.query<string, Contact>('medic-client/contacts_by_type', {
    ...{ key: [telegram.group_type], limit: 10_000, docs: true },
  });
  const told = await Promise.all(groups.map(async ({ doc }) => (doc ? healthOf(doc, book, states) : null)));
  return told.filter(group => group !== null);
};
