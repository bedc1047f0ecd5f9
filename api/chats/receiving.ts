import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, type Words } from '@rounds/config/words/translations.ts';
import type { ChatBook, ChatEntry } from '@rounds/ddocs/chats/book.ts';
import type { Invites } from '@rounds/ddocs/chats/invites.ts';
import type { LinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Inbox } from '../messages/inbox.ts';
import type { Caller } from '../session/caller.ts';
import type { Log } from '../web/log.ts';
import type { Taker } from './takers.ts';
import type { BotClient } from './telegram/client.ts';
import type { BotName } from './telegram/said.ts';

/** A bot that can be reached, and how others call it. */
export interface OpenBot extends BotName {
  client: BotClient;
  /** Whether it hears everything in groups, or only what is meant for it. */
  hearsAll: boolean;
}

/** What working off an update takes. */
export interface ReceivingParts {
  main: Store;
  book: ChatBook;
  codes: LinkCodes;
  invites: Invites;
  inbox: Inbox;
  takers: readonly Taker[];
  /** Bots that can be reached, by their names in the settings. */
  bots: ReadonlyMap<string, OpenBot>;
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
  programme: () => { settings: Settings; words: Words };
  log: Log;
  now: () => Ms;
}

/** Where something happened: the bot, the address, and what the vault knows of it. */
export interface Where {
  bot: string;
  address: Address;
  entry: ChatEntry | null;
}

/** The contact of an address; null where nobody has it. */
export const contactAt = async (main: Store, address: Address): Promise<Contact | null> => {
  const rows = await main.query<null, Contact>('medic-chats/contacts_by_address', {
    key: address,
    limit: 1,
    docs: true,
    prompt: true,
  });
  return rows[0]?.doc ?? null;
};

/** The words under a key, in the language of a contact or that of messages. */
export const wordsOf = (
  { settings, words }: { settings: Settings; words: Words },
  key: string,
  contact?: Contact | null,
): string => {
  const locale = typeof contact?.language === 'string' ? contact.language : undefined;
  return findWord(words, key, messageLocales({ locale }, settings)) ?? key;
};
