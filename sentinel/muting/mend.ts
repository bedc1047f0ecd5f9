import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Mend } from '../engine/rule-set.ts';
import { isClaimed, reasonIn, withMuted } from './muted-state.ts';

/**
 * A merged contact is in the state that the settled reports give it; a device's word on it is left for the rules to
 * judge.
 */
export const mutingMend: Mend = {
  concerns: (doc, { contact_types: types }) => isContact(doc, types),
  again: (doc, info, at) => {
    const contact = doc as Contact;
    const history = info?.muting_history ?? [];
    const isOpen = isClaimed(contact) || history.length === 0;
    return isOpen ? contact : withMuted(contact, reasonIn(history, contact._id), at);
  },
};
