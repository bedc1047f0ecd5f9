import { type Contact, type MutedBy, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import {
  momentDue,
  type Report,
  type ScheduledTask,
  type TaskState,
  withTaskState,
} from '@rounds/ddocs/documents/reports.ts';
import type { ScheduleDoc, ScheduleEntry } from '@rounds/ddocs/study/schedule.ts';
import { idFrom } from '../engine/cause.ts';
import { mutedDetails } from '../muting/tasks.ts';
import { type Begin, dueOn } from './start.ts';

/** Somebody to whom a schedule goes. */
export interface Recipient {
  contact: Contact;
  /** Whether it is a person; else it is a group. */
  person: boolean;
  begin: Begin;
  /** Why it is muted; null when it is not. */
  mutedBy: MutedBy | null;
}

/** Id of the document that holds the messages of a schedule to one recipient. */
export const recordId = (schedule: string, recipient: string): string =>
  idFrom('schedule of a study', schedule, recipient);

/** States in which a message waits for its time; all others are history. */
const waits = new Set<TaskState>(['scheduled', 'muted']);

const textsOf = ({ text }: ScheduleEntry, language: string) =>
  Object.entries(text)
    .filter(([, content]) => content !== '')
    .map(([locale, content]) => ({ locale: locale || language, content }));

/** A message that is planned: which entry, and when. */
interface Planned {
  entry: ScheduleEntry;
  due: Ms;
}

const isSame = (task: ScheduledTask, { entry, due }: Planned, language: string): boolean =>
  task.entry === entry.id &&
  momentDue(task) === due &&
  JSON.stringify(task.message) === JSON.stringify(textsOf(entry, language));

const entryOf = (task: ScheduledTask, schedule: ScheduleDoc | null): ScheduleEntry | undefined =>
  schedule?.entries.find(({ id }) => id === task.entry);

/** Why a message that was planned is not any more. */
const whyCleared = (task: ScheduledTask, schedule: ScheduleDoc | null, recipient: Recipient | null): string => {
  if (!recipient) return 'not in the study any more';
  const entry = entryOf(task, schedule);
  if (!entry) return 'superseded';
  return entry.enabled ? 'changed' : 'disabled';
};

const newTask = (
  schedule: ScheduleDoc,
  { entry, due }: Planned,
  { contact, mutedBy }: Recipient,
  now: Ms,
  language: string,
): ScheduledTask => {
  const at: Iso = new Date(now).toISOString();
  const past = due <= now;
  const state: TaskState = past ? 'skipped' : mutedBy ? 'muted' : 'scheduled';
  const details = past ? { reason: 'past' } : mutedBy ? mutedDetails(mutedBy) : undefined;
  const why = details ? { state_details: details } : {};
  const to = reachedAt(contact);
  const lineage = minifyLineage(contact);
  return {
    due: new Date(due).toISOString(),
    type: schedule._id,
    group: entry.day,
    entry: entry.id,
    message_class: 'unsolicited',
    recipient: 'reporting_unit',
    message: textsOf(entry, language),
    messages: [
      {
        uuid: idFrom(
          schedule._id,
          contact._id,
          entry.id,
          due,
          ...textsOf(entry, language).map(({ content }) => content),
        ),
        to: to ?? '',
        message: '',
        ...(lineage ? { contact: lineage } : {}),
      },
    ],
    state,
    ...why,
    state_history: [{ state, ...why, timestamp: at }],
  };
};

/**
 * The document with the messages of a schedule to one recipient, as it should stand now; the very same where it does,
 * null where there is none and none is needed.
 *
 * What left is history and stays. A message that waits stays where the schedule still says so, word for word; else it
 * is `cleared` with the reason. What is planned anew waits for its time; a message whose time is over when it is planned
 * is `skipped` and never sent late, and comes back when the start moves on.
 * @param schedule null where it was deleted
 * @param recipient null where it is none any more
 * @param language of texts that name none
 */
export const planned = (
  schedule: ScheduleDoc | null,
  recipient: Recipient | null,
  before: Report | null,
  { now, language }: { now: Ms; language: string },
): Report | null => {
  const at = new Date(now).toISOString();
  const wanted: Planned[] =
    schedule && recipient
      ? schedule.entries
          .filter(({ enabled }) => enabled)
          .map(entry => ({ entry, due: dueOn(recipient.begin, entry.day) }))
          .filter(({ due }) => Number.isFinite(due))
      : [];
  const tasks = before?.scheduled_tasks ?? [];
  const kept = tasks.map(task =>
    !waits.has(task.state) || wanted.some(one => isSame(task, one, language))
      ? task
      : withTaskState(task, 'cleared', at, { reason: whyCleared(task, schedule, recipient) }),
  );
  const isThere = (one: Planned) => kept.some(task => task.state !== 'cleared' && isSame(task, one, language));
  /** Whether it went out, or was passed over, for this very moment or at all. */
  const isDone = ({ entry, due }: Planned) =>
    kept.some(
      task =>
        task.entry === entry.id &&
        task.state !== 'cleared' &&
        !waits.has(task.state) &&
        (momentDue(task) === due || due <= now),
    );
  const fresh = wanted
    .filter(one => !isThere(one) && !isDone(one))
    .map(one => newTask(schedule!, one, recipient!, now, language));
  if (before && fresh.length === 0 && kept.every((task, index) => task === tasks[index])) return before;
  if (!before && fresh.length === 0) return null;
  const all = [...kept, ...fresh];
  if (before) return { ...before, scheduled_tasks: all };
  const { contact, person } = recipient!;
  const lineage = minifyLineage(contact);
  return {
    _id: recordId(schedule!._id, contact._id),
    type: 'data_record',
    form: schedule!._id,
    content_type: 'xml',
    reported_date: now,
    errors: [],
    fields: person ? { patient_id: contact._id } : { place_id: contact._id },
    ...(lineage ? { contact: lineage } : {}),
    scheduled_tasks: all,
  };
};
