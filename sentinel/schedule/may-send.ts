import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { MessageClass, StateDetails } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { ownZone } from '../contacts/own-zone.ts';
import type { Placed } from '../contacts/placed.ts';
import { byZone } from '../dates/zone.ts';
import { subjectMutedBy } from '../muting/subject-muted.ts';
import { mutedDetails } from '../muting/tasks.ts';
import type { Subject } from '../reports/subject.ts';
import { silenceOf, waitsForHours } from './silence-of.ts';

/** By which hours messages go out. */
export type Hours = Pick<
  Settings,
  | 'quiet_hours'
  | 'default_timezone'
  | 'schedule_morning_hours'
  | 'schedule_morning_minutes'
  | 'schedule_evening_hours'
  | 'schedule_evening_minutes'
>;

/** A message that nobody asked for: scheduled, or a reminder. */
export interface Unsolicited {
  /** Whom it is about. */
  subject: Subject;
  /** Who gets it, where that is known. */
  receiver: Placed | null;
  settings: Hours;
  now: Ms;
  /** What cannot wait goes at any hour. @default unsolicited */
  kind?: MessageClass;
}

/** Whether a message may go: now; not at all, and in which state it is put for what reason; or not now. */
export type Permission =
  | { ok: true }
  | { ok: false; state: 'muted'; details: StateDetails }
  | { ok: false; state: 'scheduled'; reason: 'quiet hours' | 'sending hours'; until: Ms | null };

/**
 * The one place that decides about silence at release: muted, paused, left, quiet hours, the hours of sending. Whether a chat
 * is blocked, and what came about since, is asked once more before it is sent.
 * Only for messages that nobody asked for: a person who writes gets his answer, muted or not, at any hour.
 */
export const maySend = ({ subject, receiver, settings, now, kind = 'unsolicited' }: Unsolicited): Permission => {
  const by = subjectMutedBy(subject);
  if (by) return { ok: false, state: 'muted', details: mutedDetails(by) };
  const contact = receiver?.contact ?? null;
  const reason = silenceOf(kind, { contact, isBlocked: false, needsConsent: false });
  // Somebody who is muted, and is not whom the message is about, still hears of others.
  if (reason && reason !== 'muted') return { ok: false, state: 'muted', details: { reason } };
  if (!waitsForHours(kind)) return { ok: true };
  const until = opening(now, receiver, settings);
  if (until === now) return { ok: true };
  return {
    ok: false,
    state: 'scheduled',
    reason: isQuiet(now, receiver, settings) ? 'quiet hours' : 'sending hours',
    until,
  };
};

/**
 * The first moment from this one on at which a message may go; null when the quiet hours leave none of the sending
 * hours. Sending hours are on the clock of the programme; when they end before they begin they go through the night,
 * which CHT never sends in.
 */
export const opening = (now: Ms, receiver: Placed | null, settings: Hours): Ms | null => {
  let at = now;
  // Two spans a day: after a few steps from the end of one to the end of the other there is a way out, or none.
  for (let step = 0; step < 8; step++) {
    const open = afterQuiet(afterClosed(at, settings), receiver, settings);
    if (open === at) return at;
    at = open;
  }
  return null;
};

/** Whether the quiet hours are the same for everybody, so that nobody need be looked up. */
export const isQuietForAll = ({ quiet_hours: quiet }: Hours): boolean => quiet?.tz !== 'contact';

interface Clock {
  hour: number;
  minute: number;
}

const minutes = ({ hour, minute }: Clock): number => hour * 60 + minute;
const local = (at: Ms, zone: string | undefined): DateTime => DateTime.fromMillis(at, byZone(zone));

/** Whether a clock shows a time from one time on and before another, past midnight where that is the earlier. */
const isBetween = (at: DateTime, from: Clock, to: Clock): boolean => {
  const [begin, end, now] = [minutes(from), minutes(to), minutes(at)];
  return begin <= end ? begin <= now && now < end : begin <= now || now < end;
};

/** When a clock next shows a time. */
const nextAt = (at: DateTime, time: Clock): Ms => {
  const today = at.set({ ...time, second: 0, millisecond: 0 });
  return (today > at ? today : today.plus({ days: 1 }).set(time)).toMillis();
};

const quietZone = (
  receiver: Placed | null,
  { quiet_hours: quiet, default_timezone: zone }: Hours,
): string | undefined => (quiet?.tz === 'contact' ? (ownZone(receiver) ?? zone) : (quiet?.tz ?? zone));

/** Whether somebody's clock, or that of the programme, shows one of the quiet hours. */
export const isQuiet = (at: Ms, receiver: Placed | null, settings: Hours): boolean => {
  const { quiet_hours: quiet } = settings;
  return !!quiet && isBetween(local(at, quietZone(receiver, settings)), quiet.from, quiet.to);
};

const afterQuiet = (at: Ms, receiver: Placed | null, settings: Hours): Ms =>
  isQuiet(at, receiver, settings) ? nextAt(local(at, quietZone(receiver, settings)), settings.quiet_hours!.to) : at;

const afterClosed = (at: Ms, settings: Hours): Ms => {
  const from = { hour: settings.schedule_morning_hours, minute: settings.schedule_morning_minutes };
  const to = { hour: settings.schedule_evening_hours, minute: settings.schedule_evening_minutes };
  const now = local(at, settings.default_timezone);
  return minutes(from) === minutes(to) || isBetween(now, from, to) ? at : nextAt(now, from);
};
