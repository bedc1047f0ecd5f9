import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { startOfToday } from '../dates/today.ts';
import { change } from '../engine/effects.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { type Subject, subject } from '../reports/subject.ts';
import { isChangeSettled } from './facts.ts';
import { mutes } from './forms.ts';
import { isClaimed } from './muted-state.ts';
import { subjectMutedBy } from './subject-muted.ts';
import { changedBy, comesBack, isSilenced, mutedDetails } from './tasks.ts';

/**
 * A registration whose messages a device silenced or brought back by a report, and that comes when the report is
 * settled already: its messages go by how the subject stands by then. One that comes before is seen to with its
 * subject.
 */
export const mutingLate = rule({
  name: 'muting_late',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, subject, isChangeSettled, now },
  concerns: (report, settings) => mutes(settings) && !!report.scheduled_tasks?.some(task => changedBy(task)),
  run: (report, { settings, subject, isChangeSettled, now }) => {
    if (!(subject.patient ?? subject.place) || isUndecided(subject)) return null;
    const by = subjectMutedBy(subject);
    const [today, at] = [startOfToday(now, settings.default_timezone), new Date(now).toISOString()];
    const isWrong = (task: ScheduledTask): boolean => {
      const report = changedBy(task);
      return !!report && isChangeSettled(report) && (by ? isSilenced(task) : comesBack(task, today));
    };
    if (!report.scheduled_tasks?.some(isWrong)) return null;
    const right = (task: ScheduledTask): ScheduledTask => {
      if (!isWrong(task)) return task;
      return by ? withTaskState(task, 'muted', at, mutedDetails(by)) : withTaskState(task, 'scheduled', at);
    };
    return [
      change<Report>(report._id, doc =>
        doc.scheduled_tasks?.some(isWrong) ? { ...doc, scheduled_tasks: doc.scheduled_tasks.map(right) } : doc,
      ),
    ];
  },
});

/** Whether a device has the last word on the subject, or on a place above it. */
const isUndecided = ({ patient, place }: Subject): boolean => {
  const about = patient ?? place;
  return !!about && [about.contact, ...about.lineage].some(isClaimed);
};
