import type { Doc, Iso, Ms } from '../documents/doc.ts';
import type { Reminder } from '../events/event.ts';
import { unitedEvents } from '../runs/run.ts';

interface Happening {
  id: string;
  at: Ms;
}

/**
 * What is not merged field by field, by the type of a document: lists of which no entry may be lost, and what follows from
 * the events of a document, as the leading leaf has it until its work has thought it over from the events of all.
 */
const following: Readonly<Record<string, ReadonlySet<string>>> = {
  run: new Set(['events', 'state', 'turn', 'choices', 'due', 'derived', 'form', 'changed', 'language']),
  dispatch: new Set([
    ...['events', 'state', 'asked', 'mode', 'assigned', 'owner', 'km', 'due', 'nobody', 'limits', 'overdue', 'changed'],
    ...['help', 'stops', 'left', 'trip', 'carried'],
  ]),
  event: new Set(['reminders']),
  'event-room': new Set(['taken']),
};

const none: ReadonlySet<string> = new Set();

/** Names of those fields in a document. */
export const followingIn = ({ type }: Doc): ReadonlySet<string> => following[String(type)] ?? none;

/** All that happened, whichever leaf knows of it, once and in order. */
export const unitedHappenings = (leaves: readonly Doc[]): Happening[] =>
  leaves
    .map(({ events }) => (Array.isArray(events) ? (events as Happening[]) : []))
    .reduce((all, events) => unitedEvents(all, events), []);

/** How far a reminder has come: what was said on one machine is not said again by another. */
const far: readonly Reminder['state'][] = ['planned', 'late', 'cleared', 'saying', 'said'];

/** Reminders of an event as the leading leaf plans them, each as far as any leaf has brought it. */
export const mergedReminders = (leaves: readonly Doc[]): Reminder[] => {
  const all = leaves.map(({ reminders }) => (Array.isArray(reminders) ? (reminders as Reminder[]) : []));
  const reached = new Map<Iso, Reminder>();
  for (const reminder of all.flat()) {
    const before = reached.get(reminder.due);
    if (!before || far.indexOf(reminder.state) > far.indexOf(before.state)) reached.set(reminder.due, reminder);
  }
  return (all[0] ?? []).map(reminder => reached.get(reminder.due) ?? reminder);
};

/** All who have taken something of a room: two who took it on two machines are both seen. */
export const mergedTaken = (leaves: readonly Doc[]): { event: string }[] => {
  const all = leaves.flatMap(({ taken }) => (Array.isArray(taken) ? (taken as { event: string }[]) : []));
  const first = new Map<string, { event: string }>();
  for (const one of all) if (!first.has(one.event)) first.set(one.event, one);
  return [...first.values()];
};
