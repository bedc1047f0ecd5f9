import { ancestorIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { placedOf, wantPlaced } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Fact } from '../engine/fact.ts';

/** The contact that sent the report; null where nobody is named. */
export const sender: Fact<Report, Placed | null> = {
  look: ({ contact }, want) => {
    if (contact?._id) wantPlaced(contact._id, want, ancestorIds(contact));
  },
  read: ({ contact }, desk) => placedOf(contact?._id, desk),
};
