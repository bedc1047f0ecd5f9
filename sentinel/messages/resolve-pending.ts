import { isOn } from '@rounds/config/sections/transitions.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { now } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';

/**
 * For programmes in development that have no gateway: what is to be sent counts as sent. Nothing goes out while it is
 * on.
 */
export const resolvePending = rule({
  name: 'resolve_pending',
  on: aReport,
  reads: { now },
  concerns: (_, settings) => isOn(settings, 'resolve_pending'),
  run: (report, { now }) => {
    const at = new Date(now).toISOString();
    return resolved(report, at) === report ? null : [change<Report>(report._id, doc => resolved(doc, at))];
  },
});

const resolved = (report: Report, at: Iso): Report => {
  const { tasks, scheduled_tasks } = report;
  if (![...(tasks ?? []), ...(scheduled_tasks ?? [])].some(isPending)) return report;
  const sent = <T extends Task>(list: readonly T[]): T[] =>
    list.map(task => (isPending(task) ? withTaskState(task, 'sent', at) : task));
  return {
    ...report,
    ...(tasks ? { tasks: sent(tasks) } : {}),
    ...(scheduled_tasks ? { scheduled_tasks: sent(scheduled_tasks) } : {}),
  };
};

const isPending = ({ state }: Task): boolean => state === 'pending';
