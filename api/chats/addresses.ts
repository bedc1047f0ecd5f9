import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';

/** The contacts of addresses, as far as they are known. */
export const contactsAt = async (main: Store, addresses: readonly Address[]): Promise<Map<Address, Contact>> => {
  const keys = [...new Set(addresses)];
  const rows = await main.query<null, Contact>('medic-chats/contacts_by_address', {
    ...{ keys, limit: keys.length * 5, docs: true, prompt: true },
  });
  return new Map(rows.flatMap(({ key, doc }) => (doc ? [[String(key), doc] as const] : [])));
};

/** Whether a chat takes nothing more from us. */
export const isBlockedAt = (contact: Contact | undefined, address: Address): boolean =>
  contact?.addresses?.some(entry => entry.address === address && entry.blocked === true) ?? false;

/** Marks in a contact that a chat takes nothing more, or takes it again. */
export const setBlocked = async (main: Store, address: Address, blocked: boolean): Promise<void> => {
  const rows = await main.query('medic-chats/contacts_by_address', { key: address, limit: 100 });
  const draft = openDraft<Contact>(main);
  await draft.read(rows.map(({ id }) => id));
  for (const { id } of rows)
    draft.change(id, contact => ({
      ...contact,
      addresses: (contact.addresses ?? []).map(entry =>
        entry.address === address ? { address, ...(blocked ? { blocked } : {}) } : entry,
      ),
    }));
  await draft.commit();
};

/** Gives a contact the address of a chat, unless it has it. @returns the contact; null where there is none */
export const addAddress = async (main: Store, contactId: string, address: Address): Promise<Contact | null> => {
  const draft = openDraft<Contact>(main);
  await draft.read([contactId]);
  draft.change(contactId, contact =>
    contact.addresses?.some(entry => entry.address === address)
      ? contact
      : { ...contact, addresses: [...(contact.addresses ?? []), { address }] },
  );
  await draft.commit();
  return draft.get(contactId) ?? null;
};

/** Takes the address of a chat from a contact. */
export const removeAddress = async (main: Store, contactId: string, address: Address): Promise<void> => {
  const draft = openDraft<Contact>(main);
  await draft.read([contactId]);
  draft.change(contactId, contact => ({
    ...contact,
    addresses: (contact.addresses ?? []).filter(entry => entry.address !== address),
  }));
  await draft.commit();
};
