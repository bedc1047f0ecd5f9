import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import {
  momentDue,
  type Report,
  type ScheduledTask,
  type StateDetails,
  withTaskState,
} from '@rounds/ddocs/documents/reports.ts';

/** Why a message is silent: `reason` tells muting from other reasons for silence. */
export const mutedDetails = (by: MutedBy): StateDetails => ({
  reason: 'muted',
  ...(by.report_id === undefined ? {} : { by: by.report_id }),
  root: by.root,
});

const silenced = new Set(['scheduled', 'pending']);

/** Whether a scheduled message would be silenced by a mute. */
export const isSilenced = ({ state }: ScheduledTask): boolean => silenced.has(state);

/**
 * Whether a silent message comes back: muted for no other reason, and due today or later. `due` absent counts as now,
 * null as never.
 */
export const comesBack = ({ state, state_details, due }: ScheduledTask, startOfToday: Ms): boolean =>
  state === 'muted' &&
  (state_details?.reason === undefined || state_details.reason === 'muted') &&
  (due === undefined || momentDue({ due }) >= startOfToday);

/**
 * A registration whose unsent scheduled messages are silent; the same object when none changed. See README.md,
 * "Scheduled messages".
 */
export const muteTasks = (registration: Report, by: MutedBy, timestamp: Iso): Report =>
  withTasks(registration, task =>
    isSilenced(task) ? withTaskState(task, 'muted', timestamp, mutedDetails(by)) : task,
  );

/**
 * A registration whose silent messages are scheduled again as far as they are still due; the same object when none
 * changed.
 * @param startOfToday in the zone of the programme: messages that fell due before stay silent for ever
 * @param details why they come back
 */
export const unmuteTasks = (registration: Report, startOfToday: Ms, timestamp: Iso, details?: StateDetails): Report =>
  withTasks(registration, task =>
    comesBack(task, startOfToday) ? withTaskState(task, 'scheduled', timestamp, details) : task,
  );

/** What a device says of messages that it brings back by a report, which the server may refuse. */
export const unmutedDetails = (report: string): StateDetails => ({ reason: 'unmuted', by: report });

/**
 * The report by which a device, or the server, silenced a message or brought it back; undefined where it does not say.
 */
export const changedBy = ({ state, state_details: details }: ScheduledTask): string | undefined => {
  const silent = state === 'muted' && details?.reason === 'muted';
  const back = silenced.has(state) && details?.reason === 'unmuted';
  return silent || back ? details?.by : undefined;
};

const withTasks = (registration: Report, change: (task: ScheduledTask) => ScheduledTask): Report => {
  const before = registration.scheduled_tasks ?? [];
  const tasks = before.map(change);
  return tasks.some((task, at) => task !== before[at]) ? { ...registration, scheduled_tasks: tasks } : registration;
};
