import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import type { Kind } from '../engine/kind.ts';

/** What happens in a room at a time. */
export const anEvent: Kind<EventDoc> = { name: 'event', recognises: isEvent };
