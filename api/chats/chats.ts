import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { openInvites } from '@rounds/ddocs/chats/invites.ts';
import { type LinkCodes, openLinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { v4 } from 'uuid';
import type { Messaging } from '../messages/messaging.ts';
import { openTurns } from '../messages/turn.ts';
import type { Caller } from '../session/caller.ts';
import type { Log } from '../web/log.ts';
import { type Channel, openChannel } from './channel.ts';
import { openRawUpdates, type RawUpdates } from './raw-updates.ts';
import type { Taker, TakerParts } from './takers.ts';

/** Chats of a programme: the channel, and the codes that link a chat to a user. */
export interface Chats {
  channel: Channel;
  codes: LinkCodes;
  raw: RawUpdates;
}

/** What the environment says of Telegram. */
export interface TelegramEnvironment {
  /** The token of the first bot; else it is in the vault. */
  token?: string;
  /** Where the Bot API is spoken; else the settings say it, else it is Telegram. */
  apiRoot?: string;
}

export interface ChatsParts {
  couchUrl: string;
  databases: Databases;
  main: Store;
  sentinel: Store;
  vault: Vault;
  messaging: Messaging;
  settings: { current: () => Settings; words: () => Words };
  log: Log;
  now: () => Ms;
  telegram: TelegramEnvironment;
  /** Who asks people things in chats, and takes what they answer. */
  takers: (parts: TakerParts) => readonly Taker[];
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
}

/** One process at a time hears and speaks: it has this document's turn. */
const turnId = 'turn:chats';

/** How long a process that fell silent keeps the turn, in ms. */
const turnLasts: Ms = 15_000;

export const openChats = (parts: ChatsParts): Chats => {
  const { couchUrl, databases, sentinel, vault, messaging, now, telegram } = parts;
  const storeOf = (database: string): Store => couchStore(couchUrl, database);
  const codes = openLinkCodes(storeOf(databases.vault), now);
  const invites = openInvites(storeOf(databases.vault));
  const raw = openRawUpdates({ server: couchServer(couchUrl), storeOf, main: databases.main, vault, now });
  const turns = openTurns(sentinel, turnId, v4(), now, turnLasts);
  const channel = openChannel({ ...parts, ...messaging, codes, invites, raw, turns, given: telegram });
  return { channel, codes, raw };
};
