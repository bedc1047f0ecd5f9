import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type EventDoc,
  type EventState,
  isEvent,
  type RoomDoc,
  roomDocId,
  type Taken,
} from '@rounds/ddocs/events/event.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import { moved, newEvent, type Plan, withState } from '@rounds/sentinel/events/plan.ts';
import { freed, inTheWay, taken, wordsKey } from '@rounds/sentinel/events/taken.ts';
import { venueMoment } from '@rounds/sentinel/events/words.ts';
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
    details: { other: other.event, start: other.start, free },
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

/** Puts an event where a person wants it. @throws `event/taken`, `request/invalid` */
export const bookEvent = async (booking: Booking, id: string, plan: Plan, by: string): Promise<EventDoc> => {
  const { main, settings, now } = booking;
  await takeRoom(booking, id, plan);
  const { doc } = await win<EventDoc>(main, id, stored =>
    isEvent(stored)
      ? withState(moved(stored, plan, settings, now()), { state: 'approved', by }, settings, now())
      : newEvent(id, plan, { state: 'approved', by }, settings, now()),
  );
  return doc!;
};

/** What a person changes of an event. */
export interface EventPatch {
  room?: string | undefined;
  start?: Iso | undefined;
  end?: Iso | undefined;
  title?: string | undefined;
  state?: EventState | undefined;
  reason?: string | undefined;
}

/** Changes an event: it moves, is approved, denied or cancelled. @throws `doc/missing`, `event/taken`, `request/invalid` */
export const changeEvent = async (
  booking: Booking,
  id: string,
  { state, reason, ...patch }: EventPatch,
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
    const next = withState(
      moved(stored, plan, settings, now()),
      { state: wanted, by, ...(reason ? { reason } : {}) },
      settings,
      now(),
    );
    return next === stored ? stored : { ...next, by };
  });
  if (!isOn || room !== event.room) await freeRoom(booking, event.room, id);
  return doc!;
};
