import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report, type ScheduledTask, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';

/** A scheduled message and its place in the report. */
export interface Planned {
  /** Index in `scheduled_tasks`. */
  at: number;
  task: ScheduledTask;
}

/** Scheduled messages that belong together: those of one schedule and one group number. */
export interface Group {
  /** Name of the schedule; '' for none. */
  type: string;
  group: string;
  messages: readonly Planned[];
}

/** The groups of a report, in the order of their first messages. */
export const groupsOf = (report: Report): Group[] => {
  const groups = new Map<string, { type: string; group: string; messages: Planned[] }>();
  for (const [at, task] of (legible(report).doc.scheduled_tasks ?? []).entries()) {
    const [type, group] = [task.type ?? '', String(task.group ?? '')];
    const key = JSON.stringify([type, group]);
    const found = groups.get(key) ?? { type, group, messages: [] };
    found.messages.push({ at, task });
    groups.set(key, found);
  }
  return [...groups.values()];
};

/** Whether a message waits for its day, so that muting its group silences it. */
export const canMute = ({ task }: Planned): boolean => task.state === 'scheduled';

/**
 * Whether scheduling its group brings a message back: it is silent, and its day is not over. Unlike CHT, nothing is
 * sent late.
 */
export const canSchedule = ({ task }: Planned, today: Ms): boolean =>
  task.state === 'muted' && (task.due === undefined || momentDue(task) >= today);

/** Whether day and words of a message can still be changed. */
export const canEdit = ({ task }: Planned): boolean => task.state === 'scheduled' || task.state === 'muted';

/** The start of the day on this phone, in ms. */
export const startOfDay = (now: Ms): Ms => new Date(now).setHours(0, 0, 0, 0);

/** Who changes a group, and when. */
export interface By {
  user: string;
  at: Iso;
}

const withMessages = (
  report: Report,
  places: readonly number[],
  change: (task: ScheduledTask, at: number) => ScheduledTask,
): Report => {
  const before = report.scheduled_tasks ?? [];
  const wanted = new Set(places);
  const after = before.map((task, at) => (wanted.has(at) ? change(task, at) : task));
  return after.some((task, at) => task !== before[at]) ? { ...report, scheduled_tasks: after } : report;
};

/**
 * A report whose messages at these places are silenced by a person; those no longer scheduled stay as they are.
 * The reason tells it from the muting of a contact, whose end does not bring these back.
 */
export const withMuted = (report: Report, places: readonly number[], { user, at }: By): Report =>
  withMessages(report, places, task =>
    task.state === 'scheduled' ? withTaskState(task, 'muted', at, { reason: 'by_hand', user }) : task,
  );

/** A report whose silent messages at these places are scheduled again by a person. */
export const withScheduled = (report: Report, places: readonly number[], { user, at }: By): Report =>
  withMessages(report, places, task =>
    task.state === 'muted' ? withTaskState(task, 'scheduled', at, { reason: 'by_hand', user }) : task,
  );

/** A new day, or new words, for the message at a place. */
export interface Edit {
  at: number;
  due: Iso | Ms;
  /** Undefined or empty where the words are written on the day. */
  text?: string | undefined;
}

/** A report with days and words of scheduled messages changed by a person; one that set out meanwhile stays as is. */
export const withEdits = (report: Report, edits: readonly Edit[], by: By): Report => {
  const byPlace = new Map(edits.map(edit => [edit.at, edit]));
  return withMessages(report, [...byPlace.keys()], (task, at) => {
    const { due, text } = byPlace.get(at)!;
    const moved = due !== task.due;
    const [first, ...others] = task.messages ?? [];
    const reworded = !!text && text !== first?.message;
    if (!canEdit({ at, task }) || !(moved || reworded)) return task;
    // The sentinel finds out on the day whom it goes to, and keeps words and uuid that are there.
    const written = first ?? { uuid: idFrom('worded', report._id, at), to: '', message: '' };
    const messages = reworded ? [{ ...written, message: text }, ...others] : undefined;
    const details = { reason: moved ? 'moved' : 'reworded', user: by.user };
    const entry = { state: task.state, state_details: details, timestamp: by.at };
    return {
      ...task,
      due,
      planned: task.planned ?? task.due ?? null,
      ...(messages ? { messages } : {}),
      state_history: [...(task.state_history ?? []), entry],
    };
  });
};

/** A report whose messages are as they were before a change by hand; one that went on meanwhile stays. */
export const withUndone = (
  report: Report,
  before: readonly Planned[],
  after: readonly ScheduledTask[],
  by: By,
): Report => {
  const old = new Map(before.map(({ at, task }, n) => [at, { task, changed: after[n] }]));
  return withMessages(report, [...old.keys()], (task, at) => {
    const { task: was, changed } = old.get(at)!;
    if (!changed || task.state !== changed.state || was === changed) return task;
    const { messages: _, ...rest } = task;
    const back: ScheduledTask = {
      ...rest,
      ...(was.due === undefined ? {} : { due: was.due }),
      ...(was.messages ? { messages: was.messages } : {}),
    };
    return withTaskState(back, was.state, by.at, { ...was.state_details, undone: true, user: by.user });
  });
};
