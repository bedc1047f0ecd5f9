import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type EventDoc,
  type EventState,
  eventId,
  isEvent,
  type RoomDoc,
  roomDocId,
  type Taken,
} from '@rounds/ddocs/events/event.ts';
import { isPost, type Post, textOfPost } from '@rounds/ddocs/events/post.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import { eventIdOf } from '@rounds/sentinel/events/facts.ts';
import { authorOf } from '@rounds/sentinel/events/listen.ts';
import { moved, newEvent, type Plan, withMinutes, withState } from '@rounds/sentinel/events/plan.ts';
import { freed, inTheWay, taken, wordsKey } from '@rounds/sentinel/events/taken.ts';
import { roomName, venueMoment } from '@rounds/sentinel/events/words.ts';
import { v4 } from 'uuid';
import { freeNear } from './free.ts';

/** What booking takes. */
export interface Booking {
  main: Store;
  settings: EventSettings;
  now: () => Ms;
}

/** Says no to a room and a time that somebody else has, and names those that are free. @throws `event/taken` */
export const refuseTaken = (room: RoomDoc | null, wanted: Taken, roomId: string, settings: EventSettings): void => {
  const other = inTheWay(room, wanted, settings.conflict);
  if (!other) return;
  const free = freeNear(room, wanted.start, settings);
  throw new AppError('event/taken', `Something else is in ${roomId} at ${venueMoment(settings, other.start)}`, {
    hint:
      free.length > 0 ? `Free near it: ${free.map(at => venueMoment(settings, at)).join(', ')}` : 'Take another room',
    details: { other: other.event, room: roomName(settings, roomId), start: other.start, free, tz: settings.venue.tz },
  });
};

/** Looks whether a room is free, without taking it. @throws `event/taken`, `request/invalid` for what is no room */
export const checkFree = async (
  { main, settings }: Pick<Booking, 'main' | 'settings'>,
  event: string,
  { room, start, title }: { room: string; start: Iso; title: string },
): Promise<void> => {
  if (!settings.venue.rooms.some(({ id }) => id === room))
    throw new AppError('request/invalid', `There is no room "${room}"`, {
      hint: `Rooms are ${settings.venue.rooms.map(({ id }) => id).join(', ')}`,
    });
  refuseTaken(await main.get<RoomDoc>(roomDocId(room)), { event, start, words: wordsKey(title) }, room, settings);
};

/** Takes a room for an event; of two who ask at once one has it. @throws as {@link checkFree} */
const takeRoom = async (booking: Booking, id: string, plan: Plan): Promise<void> => {
  const { main, settings } = booking;
  await checkFree(booking, id, plan);
  const wanted: Taken = { event: id, start: plan.start, words: wordsKey(plan.title) };
  const { won, doc } = await win<RoomDoc>(main, roomDocId(plan.room), stored =>
    taken(stored, plan.room, wanted, settings.conflict),
  );
  if (!won) refuseTaken(doc, wanted, plan.room, settings);
};

/** Lets a room go. */
const freeRoom = async ({ main }: Booking, room: string, event: string): Promise<void> => {
  await win<RoomDoc>(main, roomDocId(room), stored => stored && freed(stored, event));
};

/** The event that a post announces, or a new one. */
export const eventIdFor = (post: string | undefined): string => (post === undefined ? eventId(v4()) : eventIdOf(post));

/** What is booked: in the words of the post that announces it, where no others are given. @throws `doc/missing` */
export const planOf = async (
  main: Store,
  { room, start, end }: { room: string; start: Iso; end?: Iso | undefined },
  id: string | undefined,
  title: string | undefined,
): Promise<Plan> => {
  const doc = id === undefined ? null : await main.get<Post>(id);
  if (id !== undefined && !isPost(doc)) throw new AppError('doc/missing', `There is no post "${id}"`);
  const author = doc ? authorOf(doc) : undefined;
  const from = doc?.post && {
    ...{ post: doc._id, source: doc.post.source },
    ...(author ? { author } : {}),
    ...(doc.chat_message?.group ? { group: doc.chat_message.group } : {}),
    ...(doc.post.url ? { url: doc.post.url } : {}),
  };
  return {
    ...{ room, start, title: title ?? (doc ? textOfPost(doc) : '') },
    ...(end ? { end } : {}),
    ...(from ? { from } : {}),
  };
};

/** Puts an event where a person wants it. @param remind other minutes before the start than the programme's @throws `event/taken`, `request/invalid` */
export const bookEvent = async (
  booking: Booking,
  id: string,
  plan: Plan,
  by: string,
  remind?: readonly number[],
): Promise<EventDoc> => {
  const { main, settings, now } = booking;
  await takeRoom(booking, id, plan);
  const { doc } = await win<EventDoc>(main, id, stored => {
    const made = isEvent(stored)
      ? withState(moved(stored, plan, settings, now()), { state: 'approved', by }, settings, now())
      : newEvent(id, plan, { state: 'approved', by }, settings, now());
    return remind ? withMinutes(made, remind, now()) : made;
  });
  return doc!;
};

/** What a person changes of an event. */
export interface EventPatch {
  room?: string | undefined;
  start?: Iso | undefined;
  end?: Iso | undefined;
  title?: string | undefined;
  /** Minutes before the start at which is reminded of it. */
  remind?: number[] | undefined;
  state?: EventState | undefined;
  reason?: string | undefined;
}

/** Changes an event: it moves, is approved, denied or cancelled. @throws `doc/missing`, `event/taken`, `request/invalid` */
export const changeEvent = async (
  booking: Booking,
  id: string,
  { state, reason, remind, ...patch }: EventPatch,
  by: string,
): Promise<EventDoc> => {
  const { main, settings, now } = booking;
  const event = await main.get<EventDoc>(id);
  if (!isEvent(event)) throw new AppError('doc/missing', `There is no event "${id}"`);
  const { room, start, end, title } = { ...event, ...patch };
  const plan: Plan = { room, start, title, ...(end ? { end } : {}) };
  const wanted = state ?? event.state;
  const isOn = wanted === 'approved' || wanted === 'held';
  if (isOn) await takeRoom(booking, id, plan);
  const { doc } = await win<EventDoc>(main, id, stored => {
    if (!stored) return null;
    const there = moved(stored, plan, settings, now());
    const next = withState(
      remind ? withMinutes(there, remind, now()) : there,
      { state: wanted, by, ...(reason ? { reason } : {}) },
      settings,
      now(),
    );
    return next === stored ? stored : { ...next, by };
  });
  if (!isOn || room !== event.room) await freeRoom(booking, event.room, id);
  return doc!;
};
