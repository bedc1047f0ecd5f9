import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Task } from '@rounds/ddocs/documents/reports.ts';

/** Where tasks stand in a document. */
export const lists = ['tasks', 'scheduled_tasks'] as const;
export type List = (typeof lists)[number];
export type Lists = Partial<Record<List, Task[]>>;

/** Whether a task has yet to go out. */
export const isWaiting = ({ state }: Task): boolean => state === 'pending' || state === 'forwarded-to-gateway';

/**
 * A document with those of its tasks changed that have a message with one of these uuids; the same object when none
 * changes.
 */
export const withTasks = (
  doc: Doc & Lists,
  wanted: (uuid: string) => boolean,
  change: (task: Task, uuids: string[]) => Task,
): Doc => {
  let next: Doc & Lists = doc;
  for (const list of lists) {
    const tasks = doc[list];
    if (!Array.isArray(tasks)) continue;
    const changed = tasks.map(task => {
      const messages = Array.isArray(task?.messages) ? task.messages : [];
      const uuids = messages.map(message => message?.uuid).filter(uuid => uuid && wanted(uuid));
      return uuids.length > 0 ? change(task, uuids) : task;
    });
    if (changed.some((task, at) => task !== tasks[at])) next = { ...next, [list]: changed };
  }
  return next;
};
