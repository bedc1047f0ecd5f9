import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type EventDoc, eventId, isEvent, type RoomDoc, roomDocId, type Taken } from '@rounds/ddocs/events/event.ts';
import { type Outcome, type Post, textOfPost } from '@rounds/ddocs/events/post.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { contactAt } from '../contacts/on-desk.ts';
import { idFrom } from '../engine/cause.ts';
import { change, claim, create, type Effect } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { askReview } from '../review/ask.ts';
import { aReview, isDecided } from '../review/kind.ts';
import { answerToAuthor } from './answer.ts';
import { eventFields, eventKinds } from './ask.ts';
import { eventIdOf } from './facts.ts';
import { authorOf } from './listen.ts';
import { moved, newEvent, type Plan, withState } from './plan.ts';
import { freed, taken, wordsKey } from './taken.ts';
import type { Wording } from './words.ts';

/** What a review of these kinds is about, as it stands now. */
interface About {
  post: Post | null;
  event: EventDoc | null;
  group: Contact | null;
}

const eventIdFor = ({ subject, proposed, _id }: ReviewDoc): string =>
  typeof proposed.event === 'string'
    ? proposed.event
    : subject.doc === undefined
      ? eventId(idFrom('event', _id))
      : eventIdOf(subject.doc);

/** The post, the event and the group that a review is about. */
const about: Fact<ReviewDoc, About> = {
  look: (review, want) => {
    want.doc(eventIdFor(review));
    if (review.subject.contact) want.doc(review.subject.contact);
    if (review.subject.doc) want.doc(review.subject.doc);
  },
  read: (review, desk) => {
    const event = desk.docs.get(eventIdFor(review));
    return {
      post: ((review.subject.doc && desk.docs.get(review.subject.doc)) || null) as Post | null,
      event: isEvent(event) ? event : null,
      group: contactAt(review.subject.contact, desk),
    };
  },
};

interface Deciding extends About {
  review: ReviewDoc;
  settings: EventSettings;
  wording: Wording;
  now: Ms;
}

const told = ({ post, group, settings, wording, now }: Deciding, outcome: Outcome, plan?: Plan): Effect[] =>
  post
    ? answerToAuthor(
        post,
        group,
        { outcome, ...(plan ? { room: plan.room, start: plan.start } : {}) },
        { settings, wording, now },
      )
    : [];

const outcomeOn = ({ post }: Deciding, outcome: Outcome, event?: string): Effect[] =>
  post
    ? [
        change<Post>(post._id, doc =>
          doc.post && doc.post.outcome !== outcome
            ? { ...doc, post: { ...doc.post, outcome, ...(event ? { event } : {}) } }
            : doc,
        ),
      ]
    : [];

/** What somebody decided that an event is: what was found, over which stands what he said. */
const planOf = ({ review, post, event }: Deciding): Plan | undefined => {
  const proposed = Object.fromEntries((review.asks ?? []).map(({ name, value }) => [name, value]));
  const { room, start, title } = { ...proposed, ...review.values };
  if (!room || !start) return undefined;
  const author = post ? authorOf(post) : undefined;
  const from =
    event?.from ??
    (post
      ? {
          ...{ post: post._id, source: post.post?.source ?? 'api' },
          ...(author === undefined ? {} : { author }),
          ...(post.chat_message?.group ? { group: post.chat_message.group } : {}),
          ...(post.post?.url ? { url: post.post.url } : {}),
        }
      : undefined);
  const end = event?.end ?? post?.post?.reading?.end;
  return {
    ...{ room, start, title: title || (post ? textOfPost(post) : '') },
    ...(end && event?.start === start ? { end } : {}),
    ...(from ? { from } : {}),
  };
};

const approved = (deciding: Deciding, plan: Plan): Effect[] => {
  const { review, event, settings, now } = deciding;
  const id = eventIdFor(review);
  const by = review.by ?? '';
  const done: Effect =
    event === null
      ? create(newEvent(id, plan, { state: 'approved', by }, settings, now))
      : change<EventDoc>(id, doc => {
          const next = withState(moved(doc, plan, settings, now), { state: 'approved', by }, settings, now);
          return next.by === by ? next : { ...next, by };
        });
  return [
    done,
    ...(event && event.room !== plan.room ? [change<RoomDoc>(roomDocId(event.room), room => freed(room, id))] : []),
    ...outcomeOn(deciding, 'scheduled', id),
    ...told(deciding, 'scheduled', plan),
  ];
};

/** The room was given away between the page and here: somebody decides once more, and sees by whom. */
const askedAgain = ({ review, settings, now }: Deciding, plan: Plan): Effect =>
  create(
    askReview(
      [review._id, 'again'],
      {
        ...{ kind: 'event_conflict', subject: review.subject, answers: ['schedule', 'deny'] },
        proposed: { ...review.proposed, why: ['taken meanwhile'] },
        asks: eventFields(settings, plan, 'schedule'),
        urgency: 'now',
        deadline: plan.start,
      },
      new Date(now).toISOString(),
    ),
  );

const scheduledBy = (deciding: Deciding): Effect[] => {
  const { review, settings } = deciding;
  const plan = planOf(deciding);
  if (!plan) return [];
  const wanted: Taken = { event: eventIdFor(review), start: plan.start, words: wordsKey(plan.title) };
  return [
    claim<RoomDoc>(
      roomDocId(plan.room),
      stored => taken(stored, plan.room, wanted, settings.conflict),
      won => (won ? approved(deciding, plan) : [askedAgain(deciding, plan)]),
    ),
  ];
};

const deniedBy = (deciding: Deciding): Effect[] => {
  const { review, event, settings, now } = deciding;
  const denied = { state: 'denied' as const, by: review.by ?? '', reason: review.note ?? 'by hand' };
  return [
    ...(event
      ? [
          change<EventDoc>(event._id, doc => withState(doc, denied, settings, now)),
          change<RoomDoc>(roomDocId(event.room), room => freed(room, event._id)),
        ]
      : []),
    ...outcomeOn(deciding, 'withdrawn'),
  ];
};

/** Whoever is ignored from now on. */
const ignoring = ({ post }: Deciding): Effect[] => {
  const author = post ? authorOf(post) : undefined;
  if (author === undefined) return [];
  return [
    change('settings', (doc: Doc & { settings?: { events?: { ignore?: string[] } } }) => {
      const { settings } = doc;
      const ignored = settings?.events?.ignore ?? [];
      if (!settings?.events || ignored.includes(author)) return doc;
      return { ...doc, settings: { ...settings, events: { ...settings.events, ignore: [...ignored, author] } } };
    }),
  ];
};

/** What somebody decided about a post or an event that was held. */
export const eventDecided = rule({
  name: 'event_decided',
  on: aReview,
  sentinelOnly: true,
  once: true,
  reads: { settings, now, words, about },
  concerns: (review, { events }) => !!events && isDecided(...eventKinds)(review),
  run: (review, { settings, now, words, about }) => {
    const deciding: Deciding = { ...about, review, settings: settings.events!, wording: { settings, words }, now };
    const { decision } = review;
    if (decision === 'schedule' || decision === 'approve') return scheduledBy(deciding);
    if (decision === 'deny') return deniedBy(deciding);
    if (decision === 'ignore_sender') return [...deniedBy(deciding), ...ignoring(deciding)];
    return [];
  },
});
