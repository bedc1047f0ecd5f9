import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Fact, Want } from '../engine/fact.ts';
import { lineageOf } from './on-desk.ts';

/** Places above a contact, nearest first. */
export const lineage: Fact<Contact, readonly Contact[]> = {
  look: (contact, want) => wantLineage(contact, want),
  read: ({ _id }, desk) => lineageOf(_id, desk),
};

export const wantLineage = (contact: Contact, want: Want): void => {
  for (const id of ancestorIds(contact)) want.doc(id);
};
