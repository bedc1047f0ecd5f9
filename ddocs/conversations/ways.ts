import { isChatAddress } from '../documents/addresses.ts';
import type { Contact, Lineage } from '../documents/contacts.ts';

/** A way to write to somebody. */
export interface Way {
  by: 'chat' | 'sms';
  /** The address of a chat, or a number. */
  to: string;
}

/** How somebody is written to in a conversation. */
export interface Reach {
  /** Ways that are open, the chats first; none where nobody can be written to. */
  ways: Way[];
  /** The contact who is written to, with the places above; absent for somebody who is none. */
  contact?: Lineage;
  /** The zone by whose clock the contact lives, as IANA names it. */
  zone?: string;
  /** Code of the language in which the contact is spoken to. */
  language?: string;
}

/** The ways to a contact: chats that take something, then the number. */
export const waysTo = ({ phone, addresses }: Pick<Contact, 'phone' | 'addresses'>): Way[] => [
  ...(Array.isArray(addresses) ? addresses : []).flatMap(entry =>
    entry?.address && !entry.blocked ? [{ by: 'chat' as const, to: entry.address }] : [],
  ),
  ...(phone ? [{ by: 'sms' as const, to: String(phone) }] : []),
];

/** The way to somebody who is no contact, as conversations name him. */
export const waysToStranger = (id: string): Way[] => {
  if (isChatAddress(id)) return [{ by: 'chat', to: id }];
  return id.startsWith('tel:') ? [{ by: 'sms', to: id.slice('tel:'.length) }] : [];
};

/** The way that is taken when nobody chooses another: that by which the person last wrote, else the first. */
export const usualWay = (ways: readonly Way[], lastIn: Way['by'] | undefined): Way | undefined =>
  ways.find(({ by }) => by === lastIn) ?? ways[0];
