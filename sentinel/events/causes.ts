import { isEvent } from '@rounds/ddocs/events/event.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { ReviewCause } from '../review/cause.ts';
import { eventKinds } from './ask.ts';
import { eventIdOf } from './facts.ts';

const eventOf = ({ subject, proposed }: ReviewDoc): string | undefined =>
  typeof proposed.event === 'string' ? proposed.event : subject.doc && eventIdOf(subject.doc);

/**
 * Nobody need decide about an event that somebody approved, denied or moved on the page of events, or that began while it
 * waited for a yes.
 */
export const eventCauses: ReviewCause = {
  kinds: eventKinds,
  looks: review => [eventOf(review)],
  over: (review, { doc, now }) => {
    const { kind, proposed, created } = review;
    const event = doc(eventOf(review));
    if (!isEvent(event)) return undefined;
    if (kind === 'event_held') {
      if (event.state !== 'held') return `event_${event.state}`;
      if (event.room !== proposed.room || event.start !== proposed.start) return 'event_moved';
      return Date.parse(event.start) <= now ? 'event_begun' : undefined;
    }
    if (event.state === 'held') return undefined;
    // What was withdrawn when this was asked is not what somebody has decided since.
    return event.state === 'approved' || (event.by !== undefined && event.changed > created)
      ? `event_${event.state}`
      : undefined;
  },
};
