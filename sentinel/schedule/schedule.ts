import {
  parseOffset,
  parseSendTime,
  type Schedule,
  type ScheduleMessage,
  weekDays,
} from '@rounds/config/sections/schedules.ts';
import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import {
  momentDue,
  type Report,
  type ScheduledTask,
  type StateDetails,
  type TaskState,
} from '@rounds/ddocs/documents/reports.ts';
import { DateTime, FixedOffsetZone, type Zone } from 'luxon';
import { dateIn } from '../dates/moment.ts';
import { byZone } from '../dates/zone.ts';
import { mutedDetails } from '../muting/tasks.ts';

/** What a schedule needs to know besides itself. */
export interface ScheduleFacts {
  now: Ms;
  /** Zone of the programme, as IANA names it; undefined for that of the machine. Dates without a time begin by it. */
  zone: string | undefined;
  /** Zone of whoever gets a message, where that is another; it counts before the programme's. */
  zoneOf?: (message: ScheduleMessage) => string | undefined;
  /** Why the registration's subject is muted; null when it is not. */
  mutedBy: MutedBy | null;
  /** Whether messages to this sender are denied. */
  denied: boolean;
  /**
   * Texts given in the schedule itself, filled in; undefined where a translation is filled in when the message falls
   * due.
   */
  written: (message: ScheduleMessage, at: number) => ScheduledTask['messages'];
}

/**
 * When a message of a schedule is due: the start plus its offset; at `send_time`, if given, with no seconds; on the
 * next `send_day`, that day included (CHT takes the day of that week, though its documentation promises the next). Null
 * when the offset is none.
 * @param zone by whose clock days begin and end, unless `send_time` names another
 * See README.md, "When a message is due".
 */
export const dueAt = (
  start: Ms,
  message: Pick<ScheduleMessage, 'offset' | 'send_time' | 'send_day'>,
  zone?: string,
): Ms | null => {
  const offset = parseOffset(message.offset);
  if (!offset) return null;
  const time = parseSendTime(message.send_time ?? '');
  const inZone = DateTime.fromMillis(start, byZone(zone)).plus({ [offset.unit]: offset.amount });
  const local = time?.zone === undefined ? inZone : inZone.setZone(clockOf(time.zone));
  const timed = time ? local.set({ hour: time.hour, minute: time.minute, second: 0, millisecond: 0 }) : local;
  const day = weekDays.indexOf((message.send_day ?? '').trim().toLowerCase() as (typeof weekDays)[number]);
  const due = day < 0 ? timed : timed.plus({ day: (day - (timed.weekday % 7) + 7) % 7 });
  return due.isValid ? due.toMillis() : null;
};

const clockOf = (zone: number | string): Zone =>
  typeof zone === 'number' ? FixedOffsetZone.instance(zone) : byZone(zone).zone!;

/** A value at a path from the root of the report. */
const at = (report: Report, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], report);

/** Where a schedule starts; null when the report does not say. @param zone of dates without a time */
export const startOf = (report: Report, schedule: Pick<Schedule, 'start_from'>, zone?: string): Ms | null => {
  const value = [schedule.start_from]
    .flat()
    .map(path => at(report, path))
    .find(found => found !== undefined && found !== null && found !== '');
  return dateIn(value, zone);
};

/** So long may a report be on its way, and wait to be settled. */
const onItsWay: Ms = 5 * 60_000;

/**
 * Before which moment a message is past: that at which the report was made, where it was made just now, for `0 days`
 * after it is still to come.
 */
const presentOf = ({ reported_date: made }: Report, now: Ms): Ms =>
  typeof made === 'number' && made < now && now - made <= onItsWay ? made : now;

/**
 * The scheduled messages that a schedule gives a registration. A message that would have been due before now is
 * `skipped`, with its reason, and so are later messages of its group unless the schedule may start in the middle of
 * one. Empty when there is no start.
 */
export const tasksOf = (report: Report, schedule: Schedule, facts: ScheduleFacts): ScheduledTask[] => {
  const start = startOf(report, schedule, facts.zone);
  if (start === null) return [];
  const begun = new Set<string>();
  const present = presentOf(report, facts.now);
  return schedule.messages.flatMap((message, index) => {
    const due = dueAt(start, message, facts.zoneOf?.(message) ?? facts.zone);
    if (due === null) return [];
    const group = String(message.group ?? '');
    const why = reasonToSkip(message, due, begun.has(group) && !schedule.start_mid_group, present);
    if (why) begun.add(group);
    return [taskOf(schedule, message, due, why, facts, index)];
  });
};

/** The next message that a report has scheduled, and how long it is until then, in whole units of each kind. */
export interface NextMessage extends Record<(typeof spans)[number], number> {
  due: Iso;
}
const spans = ['years', 'months', 'weeks', 'days', 'hours', 'minutes'] as const;

/**
 * What `{{next_msg}}` is in the answer to a registration; undefined where nothing is scheduled. See README.md, "When a
 * message is due".
 */
export const nextMessage = ({ scheduled_tasks = [] }: Report, now: Ms, zone?: string): NextMessage | undefined => {
  const dues = scheduled_tasks.flatMap(task => (task.state === 'scheduled' ? [momentDue(task)] : []));
  const next = Math.min(...dues.filter(due => due >= now));
  if (!Number.isFinite(next)) return undefined;
  const [at, from] = [next, now].map(moment => DateTime.fromMillis(moment, byZone(zone)));
  // Hardly any answer asks for these, and each costs more than the rest of a registration's answer.
  const lengths = spans.map(unit => [
    unit,
    { enumerable: true, get: () => Math.floor(at!.diff(from!, unit).as(unit)) } satisfies PropertyDescriptor,
  ]);
  return Object.defineProperties({ due: new Date(next).toISOString() }, Object.fromEntries(lengths)) as NextMessage;
};

const reasonToSkip = (message: ScheduleMessage, due: Ms, groupBegun: boolean, present: Ms): string | undefined => {
  if (due < present) return 'past';
  if (!message.translation_key && !message.message?.length) return 'no text';
  return groupBegun ? 'group begun before' : undefined;
};

const taskOf = (
  schedule: Schedule,
  message: ScheduleMessage,
  due: Ms,
  skipped: string | undefined,
  facts: ScheduleFacts,
  index: number,
): ScheduledTask => {
  const { state, details } = firstState(skipped, facts);
  const timestamp: Iso = new Date(facts.now).toISOString();
  const messages = message.translation_key ? undefined : facts.written(message, index);
  const key = schedule.translation_key;
  return {
    due: new Date(due).toISOString(),
    ...(message.group === undefined ? {} : { group: message.group }),
    type: schedule.name,
    ...(typeof key === 'string' ? { translation_key: key } : {}),
    ...(message.translation_key ? { message_key: message.translation_key } : {}),
    recipient: message.recipient ?? 'reporting_unit',
    ...(messages ? { messages } : {}),
    state,
    ...(details ? { state_details: details } : {}),
    state_history: [{ state, ...(details ? { state_details: details } : {}), timestamp }],
  };
};

const firstState = (
  skipped: string | undefined,
  { mutedBy, denied }: ScheduleFacts,
): { state: TaskState; details?: StateDetails } => {
  if (skipped) return { state: 'skipped', details: { reason: skipped } };
  if (mutedBy) return { state: 'muted', details: mutedDetails(mutedBy) };
  return denied ? { state: 'denied' } : { state: 'scheduled' };
};
