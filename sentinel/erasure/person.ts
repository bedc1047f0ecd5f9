import { type Contact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';

/** Somebody who is to be erased, and all by which documents name her. */
export interface Erased {
  id: string;
  names: ReadonlySet<string>;
  /** What she is called, where somebody is: it is taken out of documents of others, and finds none. */
  called?: string | undefined;
}

/** All by which documents may name a contact: id, short code, number, addresses of chats. */
export const namesOf = (contact: Contact): string[] => {
  const addresses = Array.isArray(contact.addresses) ? contact.addresses : [];
  const phone = typeof contact.phone === 'string' || typeof contact.phone === 'number' ? String(contact.phone) : '';
  const reached = [phone, ...addresses.map(entry => entry?.address)].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return [...new Set([...subjectIds(contact), ...reached, ...(phone ? [`tel:${phone}`] : [])])];
};
