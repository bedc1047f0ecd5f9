import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { writeOwn } from '../replicate/waiting.ts';
import type { People } from './people.ts';

/** What it takes to delete something, and to send that. */
interface Deleting {
  db: PouchDB.Database;
  store: Pick<Store, 'get'>;
  clock: () => Ms;
  sync: { noticed(): Promise<void>; now(): void };
}

/** Why a contact cannot be deleted here: others live in it, or it is the user's own place or the user herself. */
export type Undeletable = 'holds' | 'own';

/** Why a contact cannot be deleted; undefined where it can. @param own ids of the user's contact and places */
export const whyNotDeleted = (
  people: Pick<People, 'children'>,
  id: string,
  own: readonly string[],
): Undeletable | undefined => {
  if (own.includes(id)) return 'own';
  return people.children(id).length > 0 ? 'holds' : undefined;
};

/**
 * Deletes a contact; a place whose primary contact it was has none from then on. Reports about it stay.
 * @returns whether it was there
 */
export const removeContact = async (phone: Deleting, id: string): Promise<boolean> => {
  const contact = await phone.store.get<Contact>(id);
  if (!contact) return false;
  const above = contact.parent?._id ? await phone.store.get<Contact>(contact.parent._id) : null;
  const gone: Doc = { _id: id, ...(contact._rev ? { _rev: contact._rev } : {}), _deleted: true };
  const docs: Doc[] = [gone];
  if (above && above.contact?._id === id) {
    const { contact: _, ...rest } = above;
    docs.push(rest as Doc);
  }
  await writeOwn(phone.db, docs, phone.clock(), { undo: id });
  await phone.sync.noticed();
  phone.sync.now();
  return true;
};
