import type { EventSettings } from '@rounds/config/sections/events.ts';
import { type Contact, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { FollowDoc } from '@rounds/ddocs/events/event.ts';
import type { Post } from '@rounds/ddocs/events/post.ts';
import { roomName, venueTime, type Wording, worded } from '@rounds/sentinel/events/words.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { type Due, minutesLeft } from './due.ts';

/** What reminders are worded with. */
export interface Saying {
  settings: EventSettings;
  wording: Wording;
  now: Ms;
}

/** Where a reminder goes beside those who follow it. */
export interface Place {
  to: string;
  /** The group; null where it is the number or the chat of who announced it. */
  group: Contact | null;
}

const languageOf = (contact: Pick<Contact, 'language'> | null): string | undefined =>
  typeof contact?.language === 'string' ? contact.language : undefined;

/** What a reminder says, made from the moment at which it is said. */
export const textOf = (due: Due, { settings, wording }: Saying, language: string | undefined): string => {
  const { event } = due;
  const url = event.from?.url;
  const text = worded(
    wording,
    'events.reminder',
    {
      minutes: minutesLeft(due),
      time: venueTime(settings, event.start),
      room: roomName(settings, event.room),
      title: event.title,
    },
    language,
  );
  return url ? `${text}\n${url}` : text;
};

const causeOf = ({ event, reminder }: Due, to: string): string[] => ['event reminder', event._id, reminder.due, to];

/** One reminder to where it was announced. */
export const reminderTo = ({ to, group }: Place, due: Due, post: Post | null, saying: Saying): Report => {
  const lineage = group ? minifyLineage(group) : undefined;
  const reply = group && post?.chat_message?.group === group._id ? post.chat_message.id : undefined;
  return said({
    ...{ cause: causeOf(due, to), to, by: 'events', at: saying.now, class: 'unsolicited' },
    ...{ text: textOf(due, saying, languageOf(group)), until: due.event.start },
    ...(lineage ? { contact: lineage } : {}),
    ...(reply ? { chat: { reply } } : {}),
  });
};

/** All that a group is due in one minute, as one message. */
export const listTo = ({ to, group }: Place, minute: string, dues: readonly Due[], saying: Saying): Report => {
  const { settings, wording } = saying;
  const language = languageOf(group);
  const lineage = group ? minifyLineage(group) : undefined;
  const sorted = [...dues].sort((a, b) => a.event.start.localeCompare(b.event.start));
  const lines = sorted.map(({ event }) => {
    const title = event.title.length > 80 ? `${event.title.slice(0, 79)}…` : event.title;
    return `${venueTime(settings, event.start)} ${roomName(settings, event.room)}: ${title.replace(/\s+/g, ' ')}`;
  });
  return said({
    ...{ cause: ['event list', minute, to], to, by: 'events', at: saying.now, class: 'unsolicited' },
    ...{
      text: `${worded(wording, 'events.list', {}, language)}\n${lines.join('\n')}`,
      until: sorted.at(-1)!.event.start,
    },
    ...(lineage ? { contact: lineage } : {}),
  });
};

/** One reminder to somebody who follows the room, the tag or the event. */
export const reminderToFollower = ({ address, contact, language }: FollowDoc, due: Due, saying: Saying): Report =>
  said({
    ...{ cause: causeOf(due, address), to: address, by: 'events', at: saying.now, class: 'unsolicited' },
    ...{ text: textOf(due, saying, language), until: due.event.start },
    ...(contact ? { contact: { _id: contact } } : {}),
  });

/** Where a group is reached; undefined where it is not. */
export const placeOf = (group: Contact | null): Place | undefined => {
  const to = group ? reachedAt(group) : undefined;
  return to ? { to, group } : undefined;
};
