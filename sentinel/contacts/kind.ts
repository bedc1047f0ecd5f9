import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import type { Kind } from '../engine/kind.ts';

/** A person or a place, of a type that the settings name. */
export const aContact: Kind<Contact> = {
  name: 'contact',
  recognises: (doc, { contact_types: types }): doc is Contact => !isReport(doc) && isContact(doc, types),
};
