import type { EventSettings } from '@rounds/config/sections/events.ts';
import { plainWords, type RoomDoc, roomDocId, type Taken } from '@rounds/ddocs/events/event.ts';
import { idFrom } from '../engine/cause.ts';

/** By what it is known that somebody says the same again: nobody can read in it what was said. */
export const wordsKey = (text: string): string => idFrom('words', plainWords(text));

type Window = EventSettings['conflict'];

const minute = 60_000;

/**
 * What stands in the way of an event: another in the same room that begins from so many minutes before it to so many
 * after it, bounds included. Whoever came first has the room.
 */
export const inTheWay = (room: RoomDoc | null, wanted: Taken, { before, after }: Window): Taken | undefined => {
  const start = Date.parse(wanted.start);
  return room?.taken.find(({ event, start: other }) => {
    const at = Date.parse(other);
    return event !== wanted.event && at >= start - before * minute && at <= start + after * minute;
  });
};

/**
 * A room with one more event in it, for a claim: the very same where the event has it so already, null where another
 * has it.
 */
export const taken = (stored: RoomDoc | null, room: string, wanted: Taken, window: Window): RoomDoc | null => {
  if (inTheWay(stored, wanted, window)) return null;
  const doc: RoomDoc = stored ?? { _id: roomDocId(room), type: 'event-room', taken: [] };
  const had = doc.taken.find(({ event }) => event === wanted.event);
  if (had && had.start === wanted.start && had.words === wanted.words) return doc;
  return { ...doc, taken: [...doc.taken.filter(({ event }) => event !== wanted.event), wanted] };
};

/** A room without an event; the very same where that is not in it. */
export const freed = (room: RoomDoc, event: string): RoomDoc =>
  room.taken.some(one => one.event === event)
    ? { ...room, taken: room.taken.filter(one => one.event !== event) }
    : room;
