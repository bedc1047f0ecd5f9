import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '../engine/cause.ts';

/** Messages with more time between them do not belong to one row. See README.md, "Repeats". */
export const longestGap: Ms = 30 * 60_000;
/** No programme may allow more of the same in a row. */
const mostAllowed = 20;

/** One message that was made. */
export interface Made {
  uuid: string;
  at: Ms;
}

/**
 * A text that goes to one recipient again and again: the messages of the row, the oldest first. In the sentinel's own
 * database.
 */
export interface RepeatedDoc extends Doc {
  type: 'repeated';
  messages: (Made & { duplicate: boolean })[];
}

/** Id of the document for a text to a recipient; neither can be read off it. */
export const repeatedId = (to: string, text: string): string => `repeated:${idFrom('repeated', to, text)}`;

/** How many of the same may go out in a row. @param limit `sms.duplicate_limit`; 5 when not given */
export const allowed = (limit: number | null | undefined): number => Math.min(limit ?? 5, mostAllowed);

/**
 * A row with these messages, each with what it is: those beyond the limit are duplicates, until there is a pause. A
 * message that the row has already stays what it was found to be; the same document when it has all.
 */
export const withMade = (row: RepeatedDoc, made: readonly Made[], limit: number): RepeatedDoc => {
  const messages = made.reduce((list, { uuid, at }) => {
    if (list.some(one => one.uuid === uuid)) return list;
    const last = list.at(-1);
    const before = last && at - last.at < longestGap ? list : [];
    return [...before, { uuid, at, duplicate: before.length >= limit }].slice(-mostAllowed - 1);
  }, row.messages);
  return messages === row.messages ? row : { ...row, messages };
};

/** Ids of a row's messages that are not to be sent. */
export const duplicatesIn = ({ messages }: RepeatedDoc): string[] =>
  messages.filter(({ duplicate }) => duplicate).map(({ uuid }) => uuid);

/** A report whose unsent messages of these ids are duplicates; the same object when it has none. */
export const withDuplicates = (report: Report, uuids: ReadonlySet<string>, at: Iso): Report => {
  const silenced = <T extends Task>(list: readonly T[] = []): T[] | undefined => {
    const tasks = list.map(task => {
      const isOne = task.state === 'pending' && task.messages?.some(({ uuid }) => uuids.has(uuid));
      return isOne ? withTaskState(task, 'duplicate', at, { reason: 'said too often' }) : task;
    });
    return tasks.some((task, index) => task !== list[index]) ? tasks : undefined;
  };
  const [tasks, scheduled_tasks] = [silenced(report.tasks), silenced(report.scheduled_tasks)];
  return tasks || scheduled_tasks
    ? { ...report, ...(tasks ? { tasks } : {}), ...(scheduled_tasks ? { scheduled_tasks } : {}) }
    : report;
};

/** Every row lies between these two ids. */
export const repeatedRange = { from: 'repeated:', to: 'repeated:\ufff0' } as const;

/**
 * Whether a row has ended: anything said from now on begins a new one, so that nothing is lost when it is removed.
 */
export const isOver = ({ messages }: RepeatedDoc, now: Ms): boolean =>
  messages.every(({ at }) => now - at >= longestGap);
