import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Session } from '../session/session.ts';

/** What tells on a phone whose it is. */
export interface Owned {
  user: { name: string };
  /** The session as the server last told it; null when it never did. */
  session: Session | null;
  store: Store;
}

/** Id of the contact of the person logged in; '' when nobody knows it. */
export const ownContactId = async (phone: Owned): Promise<string> =>
  // The session may never have been asked for; the user's own settings come with the first fill.
  phone.session?.contact_id ?? (await phone.store.get<UserSettings>(userId(phone.user.name)))?.contact_id ?? '';

/** The contact of the person logged in, or null when the phone does not hold it. */
export const ownContact = async (phone: Owned): Promise<Contact | null> => {
  const id = await ownContactId(phone);
  return id ? phone.store.get<Contact>(id) : null;
};
