import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Prefill } from './xform.ts';

/**
 * What a form about a contact gets in `inputs`, by CHT's convention: the contact with its places, and who fills it in.
 */
export const inputsAbout = (
  contact: Contact | null,
  places: readonly Contact[],
  user: Contact | null,
): { [name: string]: Prefill } => ({
  inputs: {
    source: contact ? 'contact' : 'user',
    source_id: contact?._id,
    user: { contact_id: user?._id, name: user?.name, facility_id: user?.parent?._id },
    contact: contact ? nested(contact, places) : undefined,
  },
});

/** What an edit form gets: the contact under the name of its type. */
export const inputsToEdit = (contact: Contact, user: Contact | null): { [name: string]: Prefill } => {
  const values = plain(contact);
  return {
    inputs: { source: 'contact', user: { contact_id: user?._id } },
    [typeOf(contact) ?? 'contact']: values,
    contact: values,
  };
};

/** What a create form gets: the place it adds to. */
export const inputsToCreate = (
  type: string,
  parentId: string | undefined,
  user: Contact | null,
): { [name: string]: Prefill } => ({
  inputs: { source: 'contact', source_id: parentId, user: { contact_id: user?._id } },
  [type]: { parent: parentId },
});

const nested = (contact: Contact, [above, ...rest]: readonly Contact[]): { [name: string]: Prefill } => ({
  ...plain(contact),
  ...(above ? { parent: nested(above, rest) } : {}),
});

const plain = (contact: Contact): { [name: string]: Prefill } => {
  const {
    parent: _parent,
    contact: _contact,
    muting_history: _history,
    muted_by: _by,
    linked_docs: _linked,
    ...rest
  } = contact;
  const simple = Object.entries(rest).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(simple) as { [name: string]: Prefill };
};
