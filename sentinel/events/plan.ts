import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { EventDoc, EventSource, EventState, Reminder } from '@rounds/ddocs/events/event.ts';

/** What an event is to be. */
export interface Plan {
  room: string;
  start: Iso;
  end?: Iso;
  title: string;
  from?: EventSource;
  tags?: string[];
}

const minute: Ms = 60_000;

/** Longest title; the post has the rest. */
export const longestTitle = 400;

/**
 * The reminders of an event, the earliest first. One whose time is over when it is planned is `late`; where all are and
 * the event has not begun, the nearest is said at once rather than never.
 */
export const remindersFor = (start: Iso, minutes: readonly number[], now: Ms): Reminder[] => {
  const begin = Date.parse(start);
  const at = new Date(now).toISOString();
  const all = [...new Set(minutes)]
    .sort((a, b) => b - a)
    .map((before): Reminder => {
      const due = begin - before * minute;
      const isOver = due <= now;
      return {
        ...{ minutes: before, due: new Date(due).toISOString(), state: isOver ? 'late' : 'planned' },
        ...(isOver ? { at } : {}),
      };
    });
  if (begin <= now) return all.map(reminder => ({ ...reminder, state: 'cleared', at }));
  const nearest = all.at(-1)!;
  return nearest.state === 'late' ? [...all.slice(0, -1), { ...nearest, state: 'planned' }] : all;
};

/** Whether what is clear goes without a person: it is far enough away, and the programme lets it. */
export const stateFor = (start: Iso, settings: EventSettings, now: Ms): { state: EventState; reason?: string } => {
  if (Date.parse(start) - now < settings.manual_if_within_min * minute) return { state: 'held', reason: 'soon' };
  return settings.auto_approve ? { state: 'approved' } : { state: 'held', reason: 'not approved' };
};

/** A new event. */
export const newEvent = (
  id: string,
  plan: Plan,
  { state, reason, by }: { state: EventState; reason?: string; by?: string },
  settings: Pick<EventSettings, 'reminders'>,
  now: Ms,
): EventDoc => {
  const at = new Date(now).toISOString();
  return {
    ...{ _id: id, type: 'event', state },
    ...plan,
    title: plan.title.trim().slice(0, longestTitle),
    ...(reason ? { reason } : {}),
    ...(by ? { by } : {}),
    ...{ reminders: remindersFor(plan.start, settings.reminders, now), sequence: 0, created: at, changed: at },
  };
};

/** Minutes before its start at which is reminded of an event. */
const minutesOf = ({ remind }: Pick<EventDoc, 'remind'>, settings: Pick<EventSettings, 'reminders'>): number[] =>
  remind ?? settings.reminders;

const changed = (event: EventDoc, now: Ms): EventDoc => ({
  ...event,
  sequence: event.sequence + 1,
  changed: new Date(now).toISOString(),
});

/** An event in another state, its reminders likewise; the very same where it is so. */
export const withState = (
  event: EventDoc,
  { state, reason, by }: { state: EventState; reason?: string; by?: string },
  settings: Pick<EventSettings, 'reminders'>,
  now: Ms,
): EventDoc => {
  if (event.state === state && (reason === undefined || event.reason === reason)) return event;
  const at = new Date(now).toISOString();
  const { reason: _, ...rest } = event;
  const reminders =
    state === 'approved'
      ? again(event, remindersFor(event.start, minutesOf(event, settings), now))
      : state === 'held'
        ? event.reminders
        : event.reminders.map(one => (one.state === 'planned' ? { ...one, state: 'cleared' as const, at } : one));
  return {
    ...changed(rest as EventDoc, now),
    ...{ state, reminders },
    ...(reason ? { reason } : {}),
    ...(by ? { by } : {}),
  };
};

/** What was said for the same moment is not said again. */
const again = (event: EventDoc, fresh: Reminder[]): Reminder[] =>
  fresh.map(
    reminder =>
      event.reminders.find(({ due, state }) => due === reminder.due && (state === 'said' || state === 'saying')) ??
      reminder,
  );

/** An event at another place or time, or with other words; the very same where it is so. */
export const moved = (event: EventDoc, plan: Plan, settings: Pick<EventSettings, 'reminders'>, now: Ms): EventDoc => {
  const title = plan.title.trim().slice(0, longestTitle);
  const isSame =
    event.room === plan.room && event.start === plan.start && event.end === plan.end && event.title === title;
  if (isSame) return event;
  const reminders =
    event.start === plan.start
      ? event.reminders
      : again(event, remindersFor(plan.start, minutesOf(event, settings), now));
  const { end: _, ...rest } = event;
  return { ...changed(rest as EventDoc, now), ...plan, title, reminders };
};

/** An event of which is reminded at other minutes before its start; the very same where it is so. */
export const withMinutes = (event: EventDoc, remind: readonly number[], now: Ms): EventDoc => {
  const wanted = [...new Set(remind)].sort((a, b) => b - a);
  if (JSON.stringify(event.reminders.map(({ minutes }) => minutes)) === JSON.stringify(wanted)) return event;
  return { ...event, remind: wanted, reminders: again(event, remindersFor(event.start, wanted, now)) };
};
