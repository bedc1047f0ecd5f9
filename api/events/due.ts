import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { EventDoc, Reminder } from '@rounds/ddocs/events/event.ts';

/** An event of which is to be reminded now, with its reminder. */
export interface Due {
  event: EventDoc;
  reminder: Reminder;
}

/** More reminders than so many in one minute go to a group as one list: Telegram lets through 20 messages. */
export const mostInMinute = 15;

/** The minute in which a moment lies. */
export const minuteOf = (due: Iso): Iso => `${due.slice(0, 16)}:00.000Z`;

/**
 * An event with the reminders that are due taken on: the one that is nearest to the start is `saying`, those before it
 * are `late`, and none is said of what has begun. The very same where none is due.
 * @param listed whether it is said in the list of its minute, with all that is due later in it
 */
export const takenOn = (event: EventDoc, now: Ms, listed: (reminder: Reminder) => boolean): EventDoc => {
  const at = new Date(now).toISOString();
  const minute = minuteOf(at);
  const isDue = (one: Reminder) =>
    one.state === 'planned' && (Date.parse(one.due) <= now || (minuteOf(one.due) === minute && listed(one)));
  const due = event.reminders.filter(isDue);
  if (due.length === 0 || event.state !== 'approved') return event;
  const nearest = due.at(-1);
  const hasBegun = Date.parse(event.start) <= now;
  const reminders = event.reminders.map((one): Reminder => {
    if (!isDue(one)) return one;
    if (hasBegun) return { ...one, state: 'cleared', at };
    if (one !== nearest) return { ...one, state: 'late', at };
    return { ...one, state: 'saying', at, ...(listed(one) ? { listed: minuteOf(one.due) } : {}) };
  });
  return { ...event, reminders };
};

/** The reminder of an event that somebody has to say. */
export const toSay = (event: EventDoc): Due[] =>
  event.reminders.flatMap(reminder => (reminder.state === 'saying' ? [{ event, reminder }] : []));

/** Minutes from the moment at which is spoken to the start, at least one. */
export const minutesLeft = ({ event, reminder }: Due): number =>
  Math.max(1, Math.round((Date.parse(event.start) - Date.parse(reminder.at ?? reminder.due)) / 60_000));

/** An event of which was said what was to be said. */
export const saidOf = (event: EventDoc, said: string | undefined): EventDoc => {
  const reminders = event.reminders.map(one => (one.state === 'saying' ? { ...one, state: 'said' as const } : one));
  const { told = [], room, start } = event;
  const isNew = said !== undefined && !told.some(one => one.said === said);
  return { ...event, reminders, ...(isNew ? { told: [...told, { said, room, start }] } : {}) };
};
