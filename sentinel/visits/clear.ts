import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report, type ScheduledTask, withTaskState } from '@rounds/ddocs/documents/reports.ts';

/** Which scheduled messages have done their work. */
export interface Clearing {
  /** Names of the schedules; of all when not given, of none when empty. */
  types?: readonly string[];
  /**
   * Only groups of a schedule of which a message is due up to this moment, whether it was sent or not; of these
   * everything that is not sent yet, however late. All groups when not given.
   */
  until?: Ms;
  /** Id of the report that asks for it. */
  by: string;
  /** When. */
  at: Iso;
}

const unsent: ReadonlySet<string> = new Set(['scheduled', 'pending', 'muted']);

/** Whether a scheduled message would be cleared by a visit. */
export const isClearable = ({ state }: ScheduledTask): boolean => unsent.has(state);

/**
 * A registration whose scheduled messages are cleared, muted ones too; the same object when there was nothing to clear.
 * See README.md, "What a visit clears".
 */
export const clearTasks = (registration: Report, { types, until, by, at }: Clearing): Report => {
  const before = registration.scheduled_tasks ?? [];
  const isOf = ({ type }: ScheduledTask) => types === undefined || (type !== undefined && types.includes(type));
  const groups = new Set(
    before.filter(task => isOf(task) && (until === undefined || isDueBy(task, until))).map(groupOf),
  );
  const isToGo = (task: ScheduledTask) => isOf(task) && isClearable(task) && groups.has(groupOf(task));
  if (!before.some(isToGo)) return registration;
  const tasks = before.map(task => (isToGo(task) ? { ...withTaskState(task, 'cleared', at), cleared_by: by } : task));
  return { ...registration, scheduled_tasks: tasks };
};

/**
 * A message that was past when it was scheduled asked for nothing. A due time that is absent counts as now, null as
 * never, as for muting.
 */
const isDueBy = ({ due, state }: ScheduledTask, until: Ms): boolean =>
  state !== 'skipped' && (due === undefined || momentDue({ due }) <= until);

/** A group of one schedule, as one text. */
export const groupOf = ({ type, group }: Pick<ScheduledTask, 'type' | 'group'>): string =>
  JSON.stringify([type, group]);
