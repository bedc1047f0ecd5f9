import { type Consent, isConsent, withConsent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { change } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import type { Kind } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';

/** What a person said about her taking part. */
export const aConsent: Kind<Consent> = { name: 'consent', recognises: (doc): doc is Consent => isConsent(doc) };

/** The contact who said it; null where she is not there. */
const person: Fact<Consent, Contact | null> = {
  look: ({ contact }, want) => {
    want.doc(contact);
  },
  read: ({ contact }, { docs }) => (docs.get(contact) as Contact | null | undefined) ?? null,
};

/** How a person takes part follows from what she said last, whoever wrote it down and in whichever order it came. */
export const participation = rule({
  name: 'participation',
  on: aConsent,
  reads: { person },
  concerns: () => true,
  run: (entry, { person }) => (person ? [change<Contact>(person._id, contact => withConsent(contact, entry))] : []),
});
