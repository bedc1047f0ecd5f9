import type { Contact } from '@rounds/ddocs/contacts.ts';
import type { Phone } from './phone.ts';

/** The contact of the person logged in, or null when the phone does not hold it. */
export const ownContact = async (phone: Phone): Promise<Contact | null> => {
  const id = phone.session?.contact_id;
  return id ? phone.store.get<Contact>(id) : null;
};
