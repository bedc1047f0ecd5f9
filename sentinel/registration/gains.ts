import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { withTask } from '../messages/reply.ts';

/** Lists to which others add, too. */
const lists = new Set(['tasks', 'scheduled_tasks']);

/**
 * The newest revision of a report with what its registration added to the one that it looked at; all else that was
 * written meanwhile stays. The same object when it has all of it.
 */
export const withGains = (doc: Report, before: Report, after: Report): Report => {
  const values = Object.entries(after).filter(
    ([key, value]) => !lists.has(key) && value !== before[key] && value !== doc[key],
  );
  const valued = values.length > 0 ? { ...doc, ...Object.fromEntries(values) } : doc;
  const told = (after.tasks ?? []).filter(task => !before.tasks?.includes(task)).reduce(withTask, valued);
  return withScheduled(
    told,
    (after.scheduled_tasks ?? []).filter(task => !before.scheduled_tasks?.includes(task)),
  );
};

/** A schedule that the report has by now is not added again. */
const withScheduled = (doc: Report, tasks: readonly ScheduledTask[]): Report => {
  const known = new Set(doc.scheduled_tasks?.map(({ type }) => type));
  const fresh = tasks.filter(({ type }) => !known.has(type));
  return fresh.length > 0 ? { ...doc, scheduled_tasks: [...(doc.scheduled_tasks ?? []), ...fresh] } : doc;
};
