import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { dayStart } from './days.ts';

const priorityOf = ({ emission: { priority } }: CareTask): number =>
  typeof priority === 'number' && Number.isFinite(priority) && priority >= 0 ? priority : -1;

const dueOf = ({ emission: { dueDate } }: CareTask): number => (dueDate ? dayStart(dueDate) : Number.POSITIVE_INFINITY);

/** The order of tasks: those with a priority first, the highest first; then by the day on which they are due. */
export const byUrgency = (a: CareTask, b: CareTask): number =>
  priorityOf(b) - priorityOf(a) || compare(dueOf(a), dueOf(b));

const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);

/** Whether a task is due today or was before. */
export const isOverdue = ({ emission: { dueDate } }: CareTask, now: Ms): boolean =>
  !!dueDate && dayStart(dueDate) < now;

/** Whole days until a task is due; below 0 since then. */
export const daysLeft = ({ emission: { dueDate } }: CareTask, now: Ms): number =>
  dueDate ? Math.round((dayStart(dueDate) - new Date(now).setHours(0, 0, 0, 0)) / 86_400_000) : Number.NaN;
