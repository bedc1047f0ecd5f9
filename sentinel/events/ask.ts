import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { type Post, type Reading, textOfPost } from '@rounds/ddocs/events/post.ts';
import { type ReviewDoc, type ReviewField, type ReviewSubject, reviewId } from '@rounds/ddocs/review/review.ts';
import { askReview, reviewIdFor } from '../review/ask.ts';
import { roomName } from './words.ts';

/** Kinds of reviews about events. */
export const eventKinds = ['event_incomplete', 'event_conflict', 'event_over', 'event_held'] as const;
export type EventKind = (typeof eventKinds)[number];

const hour: Ms = 3_600_000;

/** What may be said of an event beside the answer, filled in with what was found. */
export const eventFields = (
  settings: EventSettings,
  found: { room?: string; start?: Iso; title?: string },
  answer: string,
): ReviewField[] => [
  {
    ...{ name: 'room', kind: 'choice', for: [answer] },
    options: settings.venue.rooms.map(({ id }) => ({ value: id, label: roomName(settings, id) })),
    ...(found.room === undefined ? {} : { value: found.room }),
  },
  {
    ...{ name: 'start', kind: 'moment', tz: settings.venue.tz, for: [answer] },
    ...(found.start === undefined ? {} : { value: found.start }),
  },
  { name: 'title', kind: 'text', value: found.title ?? '' },
];

/** What a review about a post is about: who may see the group, or the message, may see it. */
const subjectOf = (post: Post): ReviewSubject => ({
  doc: post._id,
  ...(post.chat_message?.group ? { contact: post.chat_message.group } : {}),
  title: post.post?.author_name ?? post.from ?? post.post?.author ?? '',
});

/** Asks a person about a post: what is missing, what stands in the way, whether it is over. */
export const askAboutPost = (
  kind: Exclude<EventKind, 'event_held'>,
  post: Post,
  reading: Reading,
  { settings, now, more = {}, cause = [] }: Asking,
): ReviewDoc =>
  askReview(
    [post._id, reading.text, ...cause],
    {
      ...{ kind, subject: subjectOf(post), answers: ['schedule', 'deny', 'ignore_sender'] },
      proposed: {
        text: textOfPost(post),
        why: reading.why,
        marks: reading.marks,
        ...(post.post?.url ? { url: post.post.url } : {}),
        ...more,
      },
      asks: eventFields(settings, { ...reading, title: reading.text }, 'schedule'),
      deadline: deadlineOf(reading.start, now),
      urgency: isSoon(reading.start, now) ? 'now' : 'today',
    },
    new Date(now).toISOString(),
  );

/** What asking takes. */
export interface Asking {
  settings: EventSettings;
  now: Ms;
  /** What else somebody must know who decides. */
  more?: Readonly<Record<string, unknown>>;
  /** By which it is asked beside the post and its words. */
  cause?: readonly string[];
}

const isSoon = (start: Iso | undefined, now: Ms): boolean => start !== undefined && Date.parse(start) - now < hour;

/** Before it begins; a post that says no time within two hours. */
const deadlineOf = (start: Iso | undefined, now: Ms): Iso => {
  const begin = start === undefined ? Number.NaN : Date.parse(start);
  return new Date(begin > now ? begin : now + 2 * hour).toISOString();
};

/** Id of the review that asks about an event that is held, as it stands now. */
export const heldReviewId = (event: Pick<EventDoc, '_id' | 'room' | 'start'> | null): string =>
  event ? reviewIdFor('event_held', [event._id, event.room, event.start]) : reviewId('');

/** Asks whether an event is to be reminded of that begins soon, or that nobody has approved yet. */
export const askAboutHeld = (event: EventDoc, post: Post, { settings, now }: Asking): ReviewDoc =>
  askReview(
    [event._id, event.room, event.start],
    {
      ...{ kind: 'event_held', subject: subjectOf(post), answers: ['approve', 'deny'] },
      proposed: {
        text: event.title,
        why: [event.reason ?? 'held'],
        event: event._id,
        room: event.room,
        start: event.start,
      },
      asks: eventFields(settings, event, 'approve'),
      deadline: event.start,
      urgency: isSoon(event.start, now) ? 'now' : 'today',
    },
    new Date(now).toISOString(),
  );
