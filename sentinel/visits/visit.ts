import { parseOffset } from '@rounds/config/sections/schedules.ts';
import type { VisitSettings } from '@rounds/config/sections/visits.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report, type ScheduledTask, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { clearTasks, groupOf } from './clear.ts';

/** A report that answers reminders: a visit. */
export interface Visit {
  /** Id of the report. */
  by: string;
  /** When it was made, never later than now. */
  made: Ms;
  /** Names of the schedules that it clears. */
  types: readonly string[];
  /** Up to when messages count as asking for it; undefined for ever. */
  until: Ms | undefined;
  /** When this was decided. */
  at: Iso;
}

/** What a report is as a visit. @param zone in which a day ends */
export const visitOf = (
  report: Report,
  { silence_type, silence_for }: VisitSettings,
  now: Ms,
  zone: string | undefined,
): Visit => {
  const made = Math.min(report.reported_date ?? now, now);
  const span = parseOffset(silence_for ?? '');
  const until = span && DateTime.fromMillis(made, byZone(zone)).plus({ [span.unit]: span.amount });
  return { by: report._id, made, types: silence_type, until: until?.toMillis(), at: new Date(now).toISOString() };
};

/**
 * Registrations as a visit leaves them: the reminders that asked for it cleared, and on the last one that had reached
 * the person `responded_to_by`. Those that it does not concern are the same objects.
 * @param registrations the oldest first
 * See README.md, "What a visit clears".
 */
export const visited = (registrations: readonly Report[], visit: Visit): Report[] => {
  const cleared = registrations.map(registration => clearedBy(registration, visit));
  // A run that a crash broke off may have said so already.
  const answered =
    cleared.find(registration => isAnsweredBy(registration, visit.by)) ??
    cleared.findLast(registration => respondedTo(registration, visit) !== undefined);
  return cleared.map(registration => (registration === answered ? withResponse(registration, visit) : registration));
};

/**
 * One registration as a visit leaves it, whatever was written on it meanwhile.
 * @param isAnswered whether the visit answers a reminder of it
 */
export const visitedAlone = (registration: Report, visit: Visit, isAnswered: boolean): Report => {
  const cleared = clearedBy(registration, visit);
  return isAnswered ? withResponse(cleared, visit) : cleared;
};

const clearedBy = (registration: Report, { types, until, by, at }: Visit): Report =>
  clearTasks(registration, { types, ...(until === undefined ? {} : { until }), by, at });

const reached: ReadonlySet<string> = new Set(['sent', 'delivered']);

/**
 * The place of the reminder that a visit answers: the last that reached the person before it, of the schedules that the
 * visit clears (of any where it names none; CHT looks at all of them always, so that a visit of one kind answers a
 * reminder of another). None where the visit came early for a group of which nothing was sent and which is cleared:
 * then it answers nothing.
 */
const respondedTo = (registration: Report, visit: Visit): number | undefined => {
  const tasks = registration.scheduled_tasks ?? [];
  const isOf = ({ type }: ScheduledTask) =>
    visit.types.length === 0 || (type !== undefined && visit.types.includes(type));
  if (isEarly(tasks.filter(isOf), visit)) return undefined;
  const sent = tasks.flatMap((task, index) =>
    isOf(task) && reached.has(task.state) && momentDue(task) <= visit.made ? [{ task, index }] : [],
  );
  return sent.sort((a, b) => momentDue(a.task) - momentDue(b.task)).at(-1)?.index;
};

const isEarly = (tasks: readonly ScheduledTask[], { made, until }: Visit): boolean => {
  if (until === undefined) return false;
  const begun = new Set(tasks.filter(({ state }) => reached.has(state)).map(groupOf));
  return tasks.some(
    task => task.state === 'cleared' && !begun.has(groupOf(task)) && momentDue(task) > made && momentDue(task) <= until,
  );
};

const withResponse = (registration: Report, visit: Visit): Report => {
  const at = respondedTo(registration, visit);
  const tasks = registration.scheduled_tasks ?? [];
  const before = at === undefined ? undefined : (tasks[at]?.responded_to_by ?? []);
  if (before === undefined || isAnsweredBy(registration, visit.by)) return registration;
  return {
    ...registration,
    scheduled_tasks: tasks.map((task, index) =>
      index === at ? { ...task, responded_to_by: [...before, visit.by] } : task,
    ),
  };
};

/** Whether a report answered a reminder of a registration. */
export const isAnsweredBy = ({ scheduled_tasks = [] }: Report, visit: string): boolean =>
  scheduled_tasks.some(({ responded_to_by }) => responded_to_by?.includes(visit));

/** Whether a registration is about one of these; one that names a patient is about the patient, not about the place. */
export const isAbout = (registration: Report, patientIds: readonly string[], placeIds: readonly string[]): boolean => {
  const { patient, place } = subjectOf(registration);
  return patient === undefined ? place !== undefined && placeIds.includes(place) : patientIds.includes(patient);
};

/** The case that a report names. */
export const caseOf = ({ fields, case_id }: Report): string | undefined => {
  const named = fields?.case_id || case_id;
  return named === undefined || named === null || named === '' ? undefined : String(named).trim();
};
