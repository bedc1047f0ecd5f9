import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isContact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import { aContact } from '../contacts/kind.ts';
import { change } from '../engine/effects.ts';
import { settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { codeFor } from './code-for.ts';

/**
 * Gives persons a `patient_id` and places a `place_id` where they have none. `generate_patient_id_on_people` is its old
 * name.
 * See README.md, "Short codes".
 */
export const shortCode = rule({
  name: 'generate_shortcode_on_contacts',
  on: aContact,
  sentinelOnly: true,
  reads: { settings, codeFor },
  needs: ({ _id }) => ({ codeFor: [_id] }),
  concerns: (contact, settings) =>
    isOnByAnyName(settings) && isContact(contact, settings.contact_types) && !contact[keyOf(contact, settings)],
  run: (contact, { settings, codeFor }) => {
    const key = keyOf(contact, settings);
    const code = codeFor(contact._id);
    return [change<Contact>(contact._id, doc => (doc[key] ? doc : { ...doc, [key]: code }))];
  },
});

const isOnByAnyName = (settings: Settings): boolean =>
  isOn(settings, 'generate_shortcode_on_contacts') || isOn(settings, 'generate_patient_id_on_people');

const keyOf = (contact: Contact, settings: Settings): 'patient_id' | 'place_id' =>
  isPerson(contact, settings.contact_types) ? 'patient_id' : 'place_id';
