import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type EventDoc, type EventSource, type RoomDoc, roomDocId, type Taken } from '@rounds/ddocs/events/event.ts';
import type { Outcome, Post, PostMark, Reading } from '@rounds/ddocs/events/post.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import { reviewIdFor } from '../review/ask.ts';
import { closeReview } from '../review/close.ts';
import { answerToAuthor } from './answer.ts';
import { askAboutHeld, askAboutPost, eventKinds, heldReviewId } from './ask.ts';
import { eventIdOf } from './facts.ts';
import { authorOf } from './listen.ts';
import { moved, newEvent, type Plan, stateFor, withState } from './plan.ts';
import { freed, inTheWay } from './taken.ts';
import type { Wording } from './words.ts';

/** All that is known when a post is judged. */
export interface Heard {
  post: Post;
  source: string;
  reading: Reading;
  event: EventDoc | null;
  group: Contact | null;
  settings: EventSettings;
  wording: Wording;
  now: Ms;
}

/** The post with what was made of it. */
export const marked = ({ post, source, reading }: Heard, outcome: Outcome, event?: string): Effect =>
  change<Post>(post._id, doc => {
    const author = authorOf(doc);
    const mark: PostMark = {
      ...doc.post,
      ...{ source, reading, outcome },
      ...(author === undefined ? {} : { author }),
      ...(event === undefined ? {} : { event }),
    };
    return JSON.stringify(mark) === JSON.stringify(doc.post) ? doc : { ...doc, post: mark };
  });

/** What was asked about earlier words of the post is not to be decided any more. */
export const obsolete = ({ post, reading, event, now }: Heard): Effect[] => {
  const before = post.post?.reading;
  if (!before || (before.text === reading.text && !post.post?.deleted)) return [];
  const at = new Date(now).toISOString();
  const why = post.post?.deleted ? 'post_deleted' : 'post_edited';
  const asked = eventKinds.map(kind =>
    kind === 'event_held' ? heldReviewId(event) : reviewIdFor(kind, [post._id, before.text]),
  );
  return asked.map(id => closeReview(id, why, at));
};

/** The event that a post announced is not announced any more: nobody is reminded of it, and the room is free. */
export const withdrawn = ({ event, settings, now }: Heard, reason: string): Effect[] =>
  event && event.state !== 'cancelled' && event.state !== 'denied'
    ? [
        change<EventDoc>(event._id, doc => withState(doc, { state: 'cancelled', reason }, settings, now)),
        change<RoomDoc>(roomDocId(event.room), room => freed(room, event._id)),
      ]
    : [];

const answered = (heard: Heard, outcome: Outcome, more: { minutes?: number } = {}): Effect[] => {
  const { post, group, reading } = heard;
  const { room, start } = reading;
  return answerToAuthor(
    post,
    group,
    { outcome, ...(room ? { room } : {}), ...(start ? { start } : {}), ...more },
    heard,
  );
};

export const incomplete = (heard: Heard, kind: 'event_incomplete' | 'event_over', outcome: Outcome): Effect[] => [
  ...withdrawn(heard, 'edited'),
  create(askAboutPost(kind, heard.post, heard.reading, heard)),
  marked(heard, outcome),
  ...answered(heard, outcome),
];

const planOf = ({ post, source, reading }: Heard): Plan => {
  const author = authorOf(post);
  const from: EventSource = {
    ...{ post: post._id, source },
    ...(author === undefined ? {} : { author }),
    ...(post.chat_message?.group ? { group: post.chat_message.group } : {}),
    ...(post.post?.url ? { url: post.post.url } : {}),
  };
  const tags = [
    ...new Set([...reading.text.matchAll(/#([\p{L}\p{N}_]{2,40})/gu)].map(([, tag]) => tag!.toLowerCase())),
  ];
  return {
    ...{ room: reading.room!, start: reading.start!, title: reading.text, from },
    ...(reading.end ? { end: reading.end } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
};

export const scheduled = (heard: Heard): Effect[] => {
  const { post, event, settings, now } = heard;
  const id = eventIdOf(post._id);
  const plan = planOf(heard);
  const isSame = event?.room === plan.room && event.start === plan.start && event.state !== 'cancelled';
  const fresh = newEvent(id, plan, stateFor(plan.start, settings, now), settings, now);
  const { state } = isSame ? event : fresh;
  const follows = (doc: EventDoc): EventDoc =>
    isSame
      ? moved(doc, plan, settings, now)
      : withState(
          moved(doc, plan, settings, now),
          { state: fresh.state, ...(fresh.reason ? { reason: fresh.reason } : {}) },
          settings,
          now,
        );
  const next = fresh.reminders.find(one => one.state === 'planned')?.minutes;
  return [
    event ? change<EventDoc>(id, follows) : create(fresh),
    ...(event && event.room !== plan.room
      ? [change<RoomDoc>(roomDocId(event.room), room => freed(room, event._id))]
      : []),
    ...(!isSame && state === 'held' ? [create(askAboutHeld(fresh, post, { settings, now }))] : []),
    marked(heard, state === 'held' ? 'held' : 'scheduled', id),
    ...(isSame
      ? []
      : answered(heard, state === 'held' ? 'held' : 'scheduled', next === undefined ? {} : { minutes: next })),
  ];
};

/** Somebody else has the room: the same words once more are a repeat, anything else is for a person to decide. */
export const refused = (heard: Heard, room: RoomDoc | null, wanted: Taken): Effect[] => {
  const { post, reading, settings, now } = heard;
  const other = inTheWay(room, wanted, settings.conflict);
  const isRepeat = other?.words === wanted.words && other.start === wanted.start;
  if (isRepeat) return [...withdrawn(heard, 'edited'), marked(heard, 'repeat', other.event)];
  const begins = other && { name: 'other_start', value: other.start, moment: settings.venue.tz };
  const more = other && begins ? { other: other.event, facts: [begins] } : {};
  return [
    ...withdrawn(heard, 'edited'),
    create(askAboutPost('event_conflict', post, reading, { settings, now, more })),
    marked(heard, 'conflict'),
    ...answered(heard, 'conflict'),
  ];
};

/** A person had the last word on the event: an edit that says otherwise is shown to one. */
export const afterPerson = (heard: Heard): Effect[] | undefined => {
  const { event, reading, settings, now, post } = heard;
  if (!event?.by || (event.room === reading.room && event.start === reading.start)) return undefined;
  return [
    change<EventDoc>(event._id, doc => withState(doc, { state: 'held', reason: 'edited' }, settings, now)),
    create(askAboutPost('event_incomplete', post, { ...reading, why: [...reading.why, 'edited'] }, heard)),
    marked(heard, 'incomplete', event._id),
  ];
};
