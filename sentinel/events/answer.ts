import type { EventSettings } from '@rounds/config/sections/events.ts';
import { type Contact, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Outcome, Post } from '@rounds/ddocs/events/post.ts';
import { create, type Effect } from '../engine/effects.ts';
import { said } from '../messages/said.ts';
import { roomName, venueMoment, type Wording, worded } from './words.ts';

/** What an answer to an author speaks of. */
export interface Answer {
  outcome: Outcome;
  room?: string;
  start?: Iso;
  /** Minutes before the start of the first reminder to come. */
  minutes?: number;
}

/**
 * The answer to who announced something, where the post came: below it in a group, by SMS to its number. Streams and
 * programs are not answered, and nobody is told of what says nothing or was said before.
 */
export const answerToAuthor = (
  post: Post,
  group: Contact | null,
  { outcome, room, start, minutes }: Answer,
  { settings, wording, now }: { settings: EventSettings; wording: Wording; now: Ms },
): Effect[] => {
  const to = group ? reachedAt(group) : post.from;
  if (!settings.acknowledge || !to || outcome === 'nothing' || outcome === 'repeat') return [];
  const language = typeof group?.language === 'string' ? group.language : undefined;
  const values = {
    room: room === undefined ? '' : roomName(settings, room),
    when: start === undefined ? '' : venueMoment(settings, start, language ?? wording.settings.locale),
    minutes: minutes ?? '',
  };
  const contact = group ? minifyLineage(group) : post.contact;
  return [
    create(
      said({
        ...{ cause: ['event answer', post._id, outcome, room ?? '', start ?? ''], to, by: 'events', at: now },
        ...{ class: 'answer', text: worded(wording, `events.answer.${outcome}`, values, language) },
        ...(contact ? { contact } : {}),
        ...(post.chat_message?.id ? { chat: { reply: post.chat_message.id } } : {}),
      }),
    ),
  ];
};
