import { type Contact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { isAhead } from '@rounds/sentinel/schedule/running.ts';

/** Reports about a contact, the latest first. @param limit at most so many */
export const reportsAbout = async (store: Store, contact: Contact, limit: number): Promise<Report[]> => {
  const rows = await store.query<number>('medic-client/reports_by_subject', { keys: subjectIds(contact), limit: 5000 });
  const latest = [...new Map(rows.map(row => [row.id, Number(row.value) || 0]))]
    .sort(([, a], [, b]) => b - a)
    .slice(0, limit);
  const docs = await store.getMany<Report>(latest.map(([id]) => id));
  return docs.filter(doc => doc !== null);
};

/** A message of a report with the report it comes from. */
export interface Due {
  task: ScheduledTask;
  report: Report;
}

/**
 * Scheduled messages of reports: those still to come, the soonest first, and those whose time is over, the latest
 * first.
 */
export const messagesOf = (reports: readonly Report[], now: number): { ahead: Due[]; past: Due[] } => {
  const all = reports.flatMap(report => (legible(report).doc.scheduled_tasks ?? []).map(task => ({ task, report })));
  const time = ({ task }: Due) => new Date(task.due ?? task.timestamp ?? 0).getTime();
  return {
    ahead: all.filter(({ task }) => isAhead(task, now)).sort((a, b) => time(a) - time(b)),
    past: all.filter(({ task }) => !isAhead(task, now)).sort((a, b) => time(b) - time(a)),
  };
};
