import { parseOffset } from '@rounds/config/sections/schedules.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type ScheduledTask, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { change } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule, type Seen } from '../engine/rule.ts';
import { phoneFor, receiverFor, taskFor } from '../messages/reply.ts';
import { type Spoken, textOf } from '../messages/wording.ts';
import { aReport } from '../reports/kind.ts';
import { registrations } from '../reports/registrations.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { maySend, opening } from './may-send.ts';

const reads = { settings, sender, subject, now, words };
type Facts = Seen<typeof reads & { registrations: typeof registrations }>;

const concerns = (report: Report): boolean => !!report.scheduled_tasks?.some(({ state }) => state === 'scheduled');

/**
 * Scheduled messages that are due go out, with words made from what is known today; all of a report in one write. Run
 * by the job of that name, not by the feed.
 * See README.md, "Release".
 */
export const dueTasks = rule({
  name: 'due_tasks',
  on: aReport,
  reads,
  concerns,
  run: (report, facts) => [change<Report>(report._id, doc => released(doc, { ...facts, registrations: [] }))],
});

/** The same for reports whose messages speak of other registrations. @see namesOthers */
export const dueTasksOfOthers = rule({
  name: 'due_tasks_of_others',
  on: aReport,
  reads: { ...reads, registrations },
  concerns,
  run: (report, facts) => [change<Report>(report._id, doc => released(doc, facts))],
});

/** When a scheduled message is due; null when nothing says so. */
export const dueOf = (
  { due, timestamp }: ScheduledTask,
  { reported_date }: Pick<Report, 'reported_date'>,
): Ms | null => {
  const at = new Date((due || timestamp || reported_date) ?? Number.NaN).getTime();
  return Number.isNaN(at) ? null : at;
};

/** A report whose due messages have left their state; the same object when none has. */
export const released = (report: Report, facts: Facts): Report => {
  const before = report.scheduled_tasks ?? [];
  // It is a registration itself: the contact that it is about was known once.
  const spoken: Spoken = { report, ...facts, registrations: [...facts.registrations, report] };
  const tasks = before.map((task, index) =>
    task.state === 'scheduled' ? releasedTask(task, index, spoken, facts) : task,
  );
  return tasks.some((task, at) => task !== before[at]) ? { ...report, scheduled_tasks: tasks } : report;
};

const releasedTask = (
  task: ScheduledTask,
  index: number,
  spoken: Spoken,
  { now, settings, subject }: Facts,
): ScheduledTask => {
  const at: Iso = new Date(now).toISOString();
  const due = dueOf(task, spoken.report);
  if (due === null) return withTaskState(task, 'skipped', at, { reason: 'no date' });
  if (due > now) return task;
  const receiver = receiverFor(task.recipient, spoken)?.placed ?? null;
  const permission = maySend({
    ...{ subject, receiver, settings, now },
    ...(task.message_class ? { kind: task.message_class } : {}),
  });
  if (!permission.ok) return permission.state === 'muted' ? withTaskState(task, 'muted', at, permission.details) : task;

  const ready = readyTask(task, index, spoken, at);
  if (isLate(opening(due, receiver, settings) ?? due, now, settings))
    return withTaskState(task, 'skipped', at, { reason: ready ? 'late' : 'no text' });
  if (!ready)
    return settings.sms?.clear_failing_schedules ? withTaskState(task, 'cleared', at, { reason: 'no text' }) : task;
  return withTaskState({ ...task, messages: ready.messages ?? [] }, ready.state, at, ready.state_details);
};

/** Whether a message comes later than the programme's grace. @param since when it might first have gone */
const isLate = (since: Ms, now: Ms, { schedule_grace }: Pick<Settings, 'schedule_grace'>): boolean => {
  const grace = parseOffset(schedule_grace);
  return (
    !!grace &&
    DateTime.fromMillis(since)
      .plus({ [grace.unit]: grace.amount })
      .toMillis() < now
  );
};

/**
 * What is sent, and in which state; undefined where there are no words for it. A text and an id that the task has are
 * kept, its number is not.
 */
const readyTask = (task: ScheduledTask, index: number, spoken: Spoken, at: Iso): Task | undefined => {
  const [written, ...others] = task.messages ?? [];
  const text = written?.message || textOf({ translation_key: task.message_key, message: task.message }, spoken);
  // What a colleague sends later may be a file alone.
  if (text === '' && !written?.chat?.attachments?.length) return undefined;
  const known = phoneFor(task.recipient, spoken) !== undefined;
  const recipient = !known && written?.to ? written.to : task.recipient;
  const cause = [spoken.report._id, 'due', task.type, task.group, task.message_key, task.due, index].map(part =>
    String(part ?? ''),
  );
  const made = taskFor(cause, { text, ...(recipient === undefined ? {} : { recipient }) }, spoken, at);
  const [message] = made.messages ?? [];
  return { ...made, messages: [{ ...written, ...message!, uuid: written?.uuid || message!.uuid }, ...others] };
};
