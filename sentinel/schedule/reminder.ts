import type { Reminder } from '@rounds/config/sections/reminders.ts';
import { type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { contactOf } from '../contacts/contact-of.ts';
import { byZone } from '../dates/zone.ts';
import { now, settings, words } from '../engine/given.ts';
import type { Seen } from '../engine/rule.ts';
import { receiverFor, withReply } from '../messages/reply.ts';
import type { Spoken } from '../messages/wording.ts';
import { maySend } from './may-send.ts';

/** A reminder at one of its times. */
export interface Occasion {
  reminder: Reminder;
  at: Ms;
}

/** Id of what reminds a place: one for each time, whoever makes it. */
export const reminderId = ({ reminder, at }: Occasion, placeId: string): string =>
  `reminder:${reminder.form}:${at}:${placeId}`;

/** What a reminder needs to see of a place. @see needsOfReminder */
export const reminding = { settings, words, now, contactOf };

/**
 * The document that reminds a place, with its message to the primary contact; `waiting` while nothing may be sent
 * there; null where nobody is to be reminded: the place, or one above it, is muted, or its primary contact is not
 * there.
 * See README.md, "Reminders".
 */
export const reminderFor = (
  place: Contact,
  occasion: Occasion,
  { settings, words, now, contactOf }: Seen<typeof reminding>,
): Doc | 'waiting' | null => {
  const { reminder, at } = occasion;
  const sender = place.contact?._id ? contactOf(place.contact._id) : null;
  if (!sender) return null;
  const subject = { patient: null, place: contactOf(place._id) };
  const parent = minifyLineage(place);
  const contact = { _id: sender.contact._id, ...(parent ? { parent } : {}) };
  const made = {
    _id: reminderId(occasion, place._id),
    type: 'reminder',
    form: reminder.form,
    reported_date: at,
    contact,
    place: parent,
  };
  const moment = DateTime.fromMillis(at, byZone(settings.default_timezone));
  // To words and recipients it is like a report that the place itself sent.
  const report = made as unknown as Report;
  const spoken: Spoken = {
    report,
    sender,
    subject,
    settings,
    words,
    extra: { week: moment.weekNumber, year: moment.weekYear },
  };
  const permission = maySend({
    subject,
    receiver: receiverFor(reminder.recipient, spoken)?.placed ?? null,
    settings,
    now,
  });
  if (!permission.ok) return permission.state === 'muted' ? null : 'waiting';
  const reminded = withReply(report, [made._id], reminder, spoken, new Date(now).toISOString());
  const { tasks = [] } = reminded;
  return { ...reminded, tasks: tasks.map(task => ({ ...task, form: reminder.form, type: 'reminder' })) };
};

/** What must be looked up to remind a place. */
export const needsOfReminder = (place: Contact): string[] => [
  place._id,
  ...(place.contact?._id ? [place.contact._id] : []),
];
