import { dayMs } from '../tasks/days.ts';

/** A report as a programme's code sees it. */
interface SeenReport {
  form?: string;
  reported_date?: number;
  deleted?: boolean;
  fields?: Record<string, unknown>;
}

type Moment = Date | string | number | null | undefined;

const timeOf = (report: SeenReport | null | undefined): number => Number(report?.reported_date) || 0;

/** A value within `fields` of a report by its path, such as `group.name`; undefined where there is none. */
const getField = (report: SeenReport | null | undefined, path: string): unknown => {
  let at: unknown = report?.fields;
  for (const name of String(path).split('.'))
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return at;
};

const fieldsMatch = (report: SeenReport | null | undefined, wanted: Record<string, unknown> = {}): boolean =>
  Object.entries(wanted).every(([path, value]) => getField(report, path) === value);

const isDateValid = (date: unknown): boolean => date instanceof Date && !Number.isNaN(date.getTime());

/** The local midnight so many days after a date; without one, after now. @throws where the date is a number */
const addDate = (date: Moment, days = 0): Date => {
  if (typeof date === 'number') throw new Error('addDate needs a Date, not a number');
  const moved = date ? new Date(date) : new Date();
  moved.setDate(moved.getDate() + days);
  moved.setHours(0, 0, 0, 0);
  return moved;
};

const getMostRecentReport = (
  reports: readonly SeenReport[] | null | undefined,
  forms: string | readonly string[],
  fields?: Record<string, unknown>,
): SeenReport | null => {
  const wanted = ([] as string[]).concat(forms as string | string[]);
  let newest: SeenReport | null = null;
  for (const report of reports ?? [])
    if (!report.deleted && wanted.includes(report.form ?? '') && fieldsMatch(report, fields))
      if (!newest || timeOf(report) > timeOf(newest)) newest = report;
  return newest;
};

/**
 * `Utils`, the tools that CHT gives to the code of a programme, by the names and with the habits they have there.
 * @param schedules `tasks.schedules` of the settings
 */
export const programmeTools = (schedules: readonly { name?: string }[] = []) => ({
  MS_IN_DAY: dayMs,
  isTimely: () => true,
  now: () => new Date(),
  isDateValid,
  addDate,
  getField,
  fieldsMatch,
  getMostRecentReport,
  getMostRecentTimestamp: (
    reports: readonly SeenReport[],
    forms: string | readonly string[],
    fields?: Record<string, unknown>,
  ) => getMostRecentReport(reports, forms, fields)?.reported_date ?? null,
  /** Whether a report of a form was made between two moments, both included. */
  isFormSubmittedInWindow: (
    reports: readonly SeenReport[] | null | undefined,
    form: string,
    start: number,
    end: number,
    count?: number,
  ): boolean =>
    (reports ?? []).some(
      report =>
        !report.deleted &&
        report.form === form &&
        timeOf(report) >= start &&
        timeOf(report) <= end &&
        (!count || Number(getField(report, 'follow_up_count')) > count),
    ),
  isFirstReportNewer: (a: SeenReport | null | undefined, b: SeenReport | null | undefined): boolean | null => {
    if (!a?.reported_date) return null;
    return b?.reported_date ? a.reported_date > b.reported_date : true;
  },
  getLmpDate: (report: SeenReport): Date => {
    const weeks = Number(getField(report, 'last_menstrual_period')) || 4;
    return new Date(timeOf(report) - weeks * 7 * dayMs);
  },
  getSchedule: (name: string) => schedules.find(each => each.name === name),
});

/** @see programmeTools */
export type ProgrammeTools = ReturnType<typeof programmeTools>;
