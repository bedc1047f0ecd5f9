import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, eventId, isEvent } from '@rounds/ddocs/events/event.ts';
import { contactAt } from '../contacts/on-desk.ts';
import { idFrom } from '../engine/cause.ts';
import type { Fact } from '../engine/fact.ts';

/** Id of the event that a post announces. */
export const eventIdOf = (post: string): string => eventId(idFrom('event', post));

/** The event that a post announced before; null where it announced none. */
export const eventOfPost: Fact<Report, EventDoc | null> = {
  look: ({ _id }, want) => {
    want.doc(eventIdOf(_id));
  },
  read: ({ _id }, { docs }) => {
    const event = docs.get(eventIdOf(_id));
    return isEvent(event) ? event : null;
  },
};

/** The group in which a message was said; null where it was in none. */
export const groupOf: Fact<Report, Contact | null> = {
  look: ({ chat_message: chat }, want) => {
    if (chat?.group) want.doc(chat.group);
  },
  read: ({ chat_message: chat }, desk) => contactAt(chat?.group, desk),
};
