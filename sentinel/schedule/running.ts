import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report, type ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { isMadeBefore } from '../reports/answers.ts';

/** Whether a scheduled message is still to come: a muted one while its time is not over. */
export const isAhead = ({ state, due, timestamp }: ScheduledTask, now: Ms): boolean =>
  ['scheduled', 'pending'].includes(state) || (state === 'muted' && momentDue({ due: due ?? timestamp ?? 0 }) >= now);

/**
 * Whether a registration made before a report goes on: messages of one of these schedules are still to come. A running
 * pregnancy is one, whether it was registered in the app or by SMS.
 * @param registrations valid ones about the same person
 */
export const isRunning = (
  report: Report,
  registrations: readonly Report[],
  schedules: readonly string[],
  now: Ms,
): boolean =>
  registrations.some(
    other =>
      isMadeBefore(other, report) &&
      (other.scheduled_tasks ?? []).some(task => schedules.includes(task.type ?? '') && isAhead(task, now)),
  );
