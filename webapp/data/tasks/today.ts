import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { daysLeft } from '@rounds/sentinel/tasks/order.ts';

/** What is to be done, by when. */
export interface Day {
  /** Due before today. */
  overdue: CareTask[];
  today: CareTask[];
  /** Due within a week, and what no day is told of. */
  soon: CareTask[];
}

/** Tasks that can be done now, by when they should be: each group in the order in which they were given. */
export const dayOf = (tasks: readonly CareTask[], now: Ms): Day => {
  const day: Day = { overdue: [], today: [], soon: [] };
  for (const task of tasks) {
    const left = daysLeft(task, now);
    if (left < 0) day.overdue.push(task);
    else if (left === 0) day.today.push(task);
    else if (left <= 7 || Number.isNaN(left)) day.soon.push(task);
  }
  return day;
};
