import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Fact } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { aContact } from './kind.ts';

/** Ids of the contacts that are reached by a phone, as it is stored, or at the address of a chat. */
export const contactsByPhone: Lookup<string, string> = {
  keyOf: phone => phone,
  ask: async (addresses, { main }) => {
    const [chats, phones] = [addresses.filter(isChatAddress), addresses.filter(text => !isChatAddress(text))];
    // Only the server has the index of chats, and only there is asked who wrote in one.
    const rows = await Promise.all([
      rowsByKey(main, 'medic-client/contacts_by_phone', phones),
      rowsByKey(main, 'medic-chats/contacts_by_address', chats),
    ]);
    return rows.flat().map(({ id, key }) => [String(key), id]);
  },
  noted: (doc, settings) => (aContact.recognises(doc, settings) ? addressesOf(doc).map(text => [text, doc._id]) : []),
};

/** Where a contact is reached: its phone, and its chats. */
const addressesOf = ({ phone, addresses }: Contact): string[] => [
  ...(phone ? [String(phone)] : []),
  ...(Array.isArray(addresses) ? addresses.map(({ address }) => address) : []),
];

/** Whether a contact has a phone; asked for the phones that `needs` names. */
export const isPhoneTaken: Fact<Doc, (phone: string) => boolean, readonly string[]> = {
  look: (_, want, phones) => {
    for (const phone of phones) want.rows(contactsByPhone, phone);
  },
  read:
    (_, { lookups }) =>
    phone =>
      (lookups.find(contactsByPhone, phone)?.length ?? 0) > 0,
};
