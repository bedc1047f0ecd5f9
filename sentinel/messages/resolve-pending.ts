import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { anyDoc } from '../engine/kind.ts';
import { rule } from '../engine/rule.ts';

/**
 * For programmes in development that have no gateway: a message to be sent counts as sent, whatever kind of document it
 * stands on. Nothing goes out while it is on.
 */
export const resolvePending = rule({
  name: 'resolve_pending',
  on: anyDoc,
  reads: { now },
  concerns: (_, settings) => isOn(settings, 'resolve_pending'),
  run: (doc, { now }) => {
    const at = new Date(now).toISOString();
    return resolved(doc, at) === doc ? null : [change<Sending>(doc._id, newest => resolved(newest, at))];
  },
});

/** A document that may have messages to be sent. */
type Sending = Doc & Pick<Report, 'tasks' | 'scheduled_tasks'>;

const resolved = (doc: Sending, at: Iso): Sending => {
  const [tasks, scheduled_tasks] = [listIn(doc.tasks), listIn(doc.scheduled_tasks)];
  if (![...(tasks ?? []), ...(scheduled_tasks ?? [])].some(isPending)) return doc;
  const sent = <T extends Task>(list: readonly T[]): T[] =>
    list.map(task => (isPending(task) ? withTaskState(task, 'sent', at) : task));
  return {
    ...doc,
    ...(tasks ? { tasks: sent(tasks) } : {}),
    ...(scheduled_tasks ? { scheduled_tasks: sent(scheduled_tasks) } : {}),
  };
};

/** Nobody promises what stands under these names on a document that is no report. */
const listIn = <T>(tasks: readonly T[] | undefined): readonly T[] | undefined =>
  Array.isArray(tasks) ? tasks : undefined;

const isPending = (task: Task | null): boolean => task?.state === 'pending';
