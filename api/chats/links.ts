import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Caller } from '../session/caller.ts';
import { removeAddress } from './addresses.ts';

/** A chat that is linked to a user, as he is told of it. */
export interface Link {
  address: Address;
  /** Name of the bot in the settings. */
  bot: string;
  /** As the channel tells who writes there; '' where it did not. */
  name: string;
  /** Whether the bot was blocked there. */
  blocked: boolean;
}

/** What looking at links takes. */
export interface LinkParts {
  main: Store;
  vault: Vault;
}

const addressesOf = async (main: Store, { contactId }: Caller): Promise<NonNullable<Contact['addresses']>> => {
  const contact = contactId ? await main.get<Contact>(contactId) : null;
  return Array.isArray(contact?.addresses) ? contact.addresses : [];
};

/** The chats that are linked to a user. */
export const linksOf = async ({ main, vault }: LinkParts, caller: Caller): Promise<Link[]> => {
  const addresses = await addressesOf(main, caller);
  if (addresses.length === 0) return [];
  const book = await openChatBook(vault);
  const found = await Promise.all(
    addresses.map(async ({ address, blocked }): Promise<Link[]> => {
      const entry = await book.find(address);
      if (entry?.user !== caller.name) return [];
      return [{ address, bot: entry.bot, name: entry.name ?? '', blocked: blocked === true }];
    }),
  );
  return found.flat();
};

/**
 * Unlinks a chat of the user who asks: it is nobody's from then on.
 * @throws `doc/missing` when no such chat is linked to him
 */
export const unlink = async (parts: LinkParts, caller: Caller, address: Address): Promise<void> => {
  const links = await linksOf(parts, caller);
  if (!links.some(link => link.address === address))
    throw new AppError('doc/missing', 'No such chat is linked to this login');
  await removeAddress(parts.main, caller.contactId!, address);
  const book = await openChatBook(parts.vault);
  const { user: _, ...entry } = (await book.find(address))!;
  await book.keep(address, entry);
};
