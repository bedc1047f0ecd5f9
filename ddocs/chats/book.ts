import { createHmac, randomBytes } from 'node:crypto';
import { type Address, chatAddress } from '../documents/addresses.ts';
import type { Vault } from '../vault/vault.ts';

/** Who is behind the address of a chat. Only the vault knows. */
export interface ChatEntry {
  /** The bot through which it is reached, by its name in the settings. */
  bot: string;
  /** The channel's own number of the chat. */
  chat: number;
  /** As the channel tells it. */
  name?: string;
  /** The user whom a code of the app linked it to. */
  user?: string;
}

/** The way from chats to addresses, and back. */
export interface ChatBook {
  /** The address of a chat: the same for the same chat, and without the vault's secret nobody can tell which. */
  addressOf(bot: string, chat: number): Address;
  /** Who is behind an address; null where the vault knows nobody. */
  find(address: Address): Promise<ChatEntry | null>;
  /** Remembers a chat, or what is new of it. */
  keep(address: Address, entry: ChatEntry): Promise<void>;
  /** An opaque reference to a message of a chat, always the same, which tells neither chat nor number. */
  referenceOf(bot: string, chat: number, message: number): string;
}

/** Name of the secret that addresses are made with; it is made once and never anew, or nobody would be found again. */
const secretName = 'chats:secret';

/** How many entries are remembered. */
const mostKnown = 20_000;

/** @throws `vault/key` when the secret cannot be opened: then no address can be made, and none may be */
export const openChatBook = async (vault: Vault): Promise<ChatBook> => {
  const secret = await vault.once(secretName, () => randomBytes(32).toString('base64url'));
  const known = new Map<Address, ChatEntry>();
  const keyOf = (...parts: readonly (string | number)[]): string =>
    createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url').slice(0, 22);

  const remember = (address: Address, entry: ChatEntry): void => {
    known.set(address, entry);
    if (known.size > mostKnown) known.delete(known.keys().next().value!);
  };

  return {
    addressOf: (bot, chat) => chatAddress(keyOf('telegram', bot, chat)),
    referenceOf: (bot, chat, message) => keyOf('telegram message', bot, chat, message),
    find: async address => {
      const found = known.get(address);
      if (found) return found;
      const stored = await vault.read(address);
      if (stored === null) return null;
      const entry = JSON.parse(stored) as ChatEntry;
      remember(address, entry);
      return entry;
    },
    keep: async (address, entry) => {
      if (JSON.stringify(known.get(address)) === JSON.stringify(entry)) return;
      await vault.write(address, JSON.stringify(entry));
      remember(address, entry);
    },
  };
};
