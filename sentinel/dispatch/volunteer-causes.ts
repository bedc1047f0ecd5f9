import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { ReviewCause } from '../review/cause.ts';

/** An application waits no more once somebody gave the volunteer a status by another door, or he applied once more. */
export const volunteerCauses: ReviewCause = {
  kinds: ['volunteer'],
  over: ({ _id, subject, created }, { doc, others }) => {
    const contact = doc(subject.contact) as Contact | null;
    const status = contact && volunteerOf(contact)?.status;
    if (status !== undefined && status !== 'pending') return `volunteer_${status}`;
    const isOlder = others.some(
      other => other._id !== _id && other.subject.contact === subject.contact && other.created > created,
    );
    return isOlder ? 'applied_again' : undefined;
  },
};
