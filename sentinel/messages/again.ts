import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '../engine/cause.ts';

/** A document with messages that go out. */
type Speaking = Pick<Report, 'tasks' | 'scheduled_tasks'>;

/** Whether a message was sent again already. */
export const wasSentAgain = (report: Speaking, uuid: string): boolean =>
  !!report.tasks?.some(({ again }) => again === uuid);

/**
 * A report in which a message that failed is sent once more: a message of its own, because a gateway never sends the
 * same uuid twice. Its uuid is made from that of the failed one, so that two people who press the button send it once.
 * @param phone where to, when the number changed
 */
export const withAgain = <Of extends Speaking>(
  report: Of,
  uuid: string,
  by: { user: string; at: Iso; phone?: string | undefined },
): Of => {
  const tasks = [...(report.tasks ?? []), ...(report.scheduled_tasks ?? [])];
  const failed = tasks.find(({ messages }) => messages?.some(each => each.uuid === uuid));
  const message = failed?.messages?.find(each => each.uuid === uuid);
  if (failed?.state !== 'failed' || !message || wasSentAgain(report, uuid)) return report;
  const details = { reason: 'again', user: by.user };
  const task: Task = {
    messages: [{ ...message, uuid: idFrom('again', uuid), to: by.phone || message.to }],
    state: 'pending',
    state_details: details,
    state_history: [{ state: 'pending', state_details: details, timestamp: by.at }],
    timestamp: by.at,
    again: uuid,
    ...(failed.message_class ? { message_class: failed.message_class } : {}),
  };
  return { ...report, tasks: [...(report.tasks ?? []), task] };
};
