import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Fact } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { aContact } from './kind.ts';

/** Ids of the contacts that have a phone, as it is stored. */
export const contactsByPhone: Lookup<string, string> = {
  keyOf: phone => phone,
  ask: async (phones, { main }) => {
    const rows = await rowsByKey(main, 'medic-client/contacts_by_phone', phones);
    return rows.map(({ id, key }) => [String(key), id]);
  },
  noted: (doc, settings) => (aContact.recognises(doc, settings) && doc.phone ? [[String(doc.phone), doc._id]] : []),
};

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
