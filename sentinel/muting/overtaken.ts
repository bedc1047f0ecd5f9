import { type Report, type ScheduledTask, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { startOfToday } from '../dates/today.ts';
import { change } from '../engine/effects.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { mutes } from './forms.ts';
import { subjectMutedBy } from './subject-muted.ts';
import { comesBack } from './tasks.ts';

/**
 * A registration whose messages are silent from the start though nobody mutes its subject any more: the api settled it
 * while the sentinel carried out an unmute that did not see it yet. Its messages come back, for else nothing ever would
 * bring them back. The other way round nothing is needed: a subject that was muted meanwhile is found muted when a
 * message falls due (`may-send.ts`).
 */
export const mutingOvertaken = rule({
  name: 'muting_overtaken',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, subject, now },
  concerns: (report, settings) => mutes(settings) && !!report.scheduled_tasks?.some(isSilentFromStart),
  run: (report, { settings, subject, now }) => {
    if (!(subject.patient ?? subject.place) || subjectMutedBy(subject)) return null;
    const [today, at] = [startOfToday(now, settings.default_timezone), new Date(now).toISOString()];
    const isWanted = (task: ScheduledTask) => isSilentFromStart(task) && comesBack(task, today);
    if (!report.scheduled_tasks?.some(isWanted)) return null;
    const back = (task: ScheduledTask) => (isWanted(task) ? withTaskState(task, 'scheduled', at) : task);
    return [
      change<Report>(report._id, doc =>
        doc.scheduled_tasks?.some(isWanted) ? { ...doc, scheduled_tasks: doc.scheduled_tasks.map(back) } : doc,
      ),
    ];
  },
});

/**
 * Whether a message was born muted, and nothing has happened to it since: neither an unmute nor somebody at a screen.
 */
const isSilentFromStart = ({ state, state_details, state_history }: ScheduledTask): boolean =>
  state === 'muted' && state_details?.reason === 'muted' && state_history?.length === 1;
