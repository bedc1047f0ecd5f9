import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
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
  /** Set for a group. */
  group?: GroupEntry;
  /** The address under which a group is known that has another number now. */
  alias?: Address;
}

/** What is known of a group beside its title. */
export interface GroupEntry {
  kind: 'group' | 'supergroup';
  /** Whether the bot is in it, and what it is there. */
  bot: 'member' | 'administrator' | 'out';
  /** How many are in it, as it was last told. */
  members?: number;
}

/** The way from chats to addresses, and back. */
export interface ChatBook {
  /** The address of a chat: the same for the same chat, and without the vault's secret nobody can tell which. */
  addressOf(bot: string, chat: number): Address;
  /**
   * The address under which a chat is known, and what is known of it. A group that became a supergroup keeps the address
   * that it had.
   */
  resolve(bot: string, chat: number): Promise<{ address: Address; entry: ChatEntry | null }>;
  /** Says that a group has another number now: it keeps its address. */
  move(bot: string, from: number, to: number): Promise<void>;
  /** Who is behind an address; null where the vault knows nobody. */
  find(address: Address): Promise<ChatEntry | null>;
  /** Remembers a chat, or what is new of it. */
  keep(address: Address, entry: ChatEntry): Promise<void>;
  /** Forgets what is remembered in memory, and asks the vault again: somebody may have been erased. */
  forget(): void;
  /** An opaque reference to a message of a chat, always the same, which tells neither chat nor number. */
  referenceOf(bot: string, chat: number, message: number): string;
  /** The number of the message that a reference of this chat means; undefined for any other text. */
  messageOf(bot: string, chat: number, reference: string): number | undefined;
  /** An opaque mark of anything else that the channel names in a chat, such as an album. */
  markOf(bot: string, chat: number, name: string): string;
  /** What a webhook of this bot must show. */
  webhookSecret(bot: string): string;
}

/** Name of the secret that addresses are made with; it is made once and never anew, or nobody would be found again. */
const secretName = 'chats:secret';

/** How many entries are remembered. */
const mostKnown = 20_000;

/** A block of the cipher: the number of a message, and eight zeros by which a true reference is known. */
const blockOf = (message: number): Uint8Array => {
  const block = Buffer.alloc(16);
  block.writeBigInt64BE(BigInt(message));
  return new Uint8Array(block);
};

const reference = /^[A-Za-z0-9_-]{22}$/;

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

  /** One block alone, so that a message has one reference, which says nothing of another. */
  const cipherKey = (bot: string, chat: number): Uint8Array =>
    new Uint8Array(
      createHmac('sha256', secret)
        .update(JSON.stringify(['telegram message', bot, chat]))
        .digest(),
    );

  const addressOf = (bot: string, chat: number): Address => chatAddress(keyOf('telegram', bot, chat));

  const find = async (address: Address): Promise<ChatEntry | null> => {
    const found = known.get(address);
    if (found) return found;
    const stored = await vault.read(address);
    if (stored === null) return null;
    const entry = JSON.parse(stored) as ChatEntry;
    remember(address, entry);
    return entry;
  };

  const keep = async (address: Address, entry: ChatEntry): Promise<void> => {
    if (JSON.stringify(known.get(address)) === JSON.stringify(entry)) return;
    await vault.write(address, JSON.stringify(entry));
    remember(address, entry);
  };

  return {
    addressOf,
    find,
    keep,
    forget: () => known.clear(),
    resolve: async (bot, chat) => {
      const own = addressOf(bot, chat);
      const entry = await find(own);
      return entry?.alias ? { address: entry.alias, entry: await find(entry.alias) } : { address: own, entry };
    },
    move: async (bot, from, to) => {
      const old = addressOf(bot, from);
      const before = await find(old);
      // A sign that comes late, of a move that was followed already.
      const address = before?.alias ?? old;
      const entry = before?.alias ? await find(before.alias) : before;
      const group: GroupEntry = { bot: 'member', ...entry?.group, kind: 'supergroup' };
      await keep(address, { ...entry, bot, chat: to, group });
      await keep(addressOf(bot, to), { bot, chat: to, alias: address });
    },
    referenceOf: (bot, chat, message) => {
      const cipher = createCipheriv('aes-256-ecb', cipherKey(bot, chat), null).setAutoPadding(false);
      return Buffer.concat([new Uint8Array(cipher.update(blockOf(message))), new Uint8Array(cipher.final())]).toString(
        'base64url',
      );
    },
    messageOf: (bot, chat, text) => {
      if (!reference.test(text)) return undefined;
      const cipher = createDecipheriv('aes-256-ecb', cipherKey(bot, chat), null).setAutoPadding(false);
      const block = cipher.update(text, 'base64url');
      return block.subarray(8).every(byte => byte === 0) ? Number(block.readBigInt64BE()) : undefined;
    },
    markOf: (bot, chat, name) => keyOf('telegram mark', bot, chat, name),
    webhookSecret: bot => keyOf('telegram webhook', bot),
  };
};
