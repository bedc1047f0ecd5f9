import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { hydrated, type Prefill } from './prefill.ts';

/** Contacts with the places above them and the primary contacts of all, by id. */
export const kin = async (
  store: Pick<Store, 'get' | 'getMany'>,
  contacts: readonly Contact[],
): Promise<Map<string, Contact>> => {
  const places = await store.getMany<Contact>([...new Set(contacts.flatMap(ancestorIds))]);
  const near = [...contacts, ...places].filter(each => each !== null);
  const primary = await store.getMany<Contact>(near.flatMap(({ contact }) => contact?._id ?? []));
  return new Map([...primary.filter(each => each !== null), ...near].map(each => [each._id, each]));
};

/** A contact as a form gets it when a question chose it; null where the phone does not hold it. */
export const chosenContact = async (
  store: Pick<Store, 'get' | 'getMany'>,
  id: string,
): Promise<{ [name: string]: Prefill } | null> => {
  const contact = await store.get<Contact>(id);
  if (!contact) return null;
  const known = await kin(store, [contact]);
  return hydrated(contact, each => known.get(each));
};
