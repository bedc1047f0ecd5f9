import type { ScheduleMessage } from '@rounds/config/sections/schedules.ts';
import type { Message, Report } from '@rounds/ddocs/documents/reports.ts';
import { ownZone } from '../contacts/own-zone.ts';
import { firstState, messageOf, receiverFor } from '../messages/reply.ts';
import { type Spoken, textOf } from '../messages/wording.ts';
import { subjectMutedBy } from '../muting/subject-muted.ts';
import { tasksOf } from '../schedule/schedule.ts';

/**
 * A report with the messages of a schedule, unless it has them already (CHT compares a name that its messages do not
 * have, and assigns a schedule again). A text given in the schedule itself is filled in now, a translation when it
 * falls due.
 * See README.md, "Schedules".
 */
export const withSchedule = (report: Report, name: string, spoken: Spoken, now: number): Report => {
  const schedule = spoken.settings.schedules.find(one => one.name === name);
  if (!schedule || report.scheduled_tasks?.some(({ type }) => type === name)) return report;
  const tasks = tasksOf(report, schedule, {
    now,
    zone: spoken.settings.default_timezone,
    zoneOf: message => zoneFor(message, spoken),
    mutedBy: subjectMutedBy(spoken.subject),
    denied: firstState(spoken) === 'denied',
    written: (message, index) => written(message, [report._id, name, String(index)], spoken),
  });
  return tasks.length === 0 ? report : { ...report, scheduled_tasks: [...(report.scheduled_tasks ?? []), ...tasks] };
};

/** The clock of whoever gets a message, else of whom it is about. */
const zoneFor = ({ recipient }: ScheduleMessage, spoken: Spoken): string | undefined => {
  const { patient, place } = spoken.subject;
  return ownZone(receiverFor(recipient, spoken)?.placed ?? null) ?? ownZone(patient ?? place);
};

const written = (message: ScheduleMessage, cause: readonly string[], spoken: Spoken): Message[] => {
  const recipient = message.recipient === undefined ? {} : { recipient: message.recipient };
  return [messageOf(cause, { text: textOf(message, spoken), ...recipient }, spoken)];
};
