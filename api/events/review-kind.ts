import { eventId } from '@rounds/ddocs/events/event.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { eventKinds } from '@rounds/sentinel/events/ask.ts';
import { eventIdOf } from '@rounds/sentinel/events/facts.ts';
import type { DecidingParts, ReviewKind } from '../review/decide.ts';
import { checkFree } from './book.ts';

/** Before an event is decided it is looked once more whether the room is free, and which times near it are. */
export const eventReviews = ({ main, settings }: Pick<DecidingParts, 'main' | 'settings'>): ReviewKind => ({
  kinds: eventKinds,
  check: async ({ _id, subject, proposed, asks = [] }, { answer, values = {} }) => {
    const { events } = settings.current();
    if (!events || (answer !== 'schedule' && answer !== 'approve')) return;
    const proposals = Object.fromEntries(asks.map(({ name, value = '' }) => [name, value]));
    const { room = '', start = '', title = '' } = { ...proposals, ...values };
    const event =
      typeof proposed.event === 'string'
        ? proposed.event
        : subject.doc === undefined
          ? eventId(idFrom('event', _id))
          : eventIdOf(subject.doc);
    await checkFree({ main, settings: events }, event, { room, start, title });
  },
});
