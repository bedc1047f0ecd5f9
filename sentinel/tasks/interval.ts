import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** A reporting period. */
export interface Interval {
  /** Its first moment, local. */
  start: Ms;
  /** Its last. */
  end: Ms;
  /** `YYYY-MM`, the month in which it ends. */
  tag: string;
}

/** Where the period of a month begins; a month that is too short for the day has it on the first of the next. */
const startIn = (year: number, month: number, day: number): Date => {
  const last = new Date(year, month + 1, 0).getDate();
  return day <= last ? new Date(year, month, day) : new Date(year, month + 1, 1);
};

/** The day of the month on which reporting periods begin, by `uhc` of the settings; 1 where it says nothing sound. */
export const monthStart = (uhc: unknown): number => {
  const { month_start_date: own, visit_count } = (uhc ?? {}) as {
    month_start_date?: unknown;
    visit_count?: { month_start_date?: unknown };
  };
  const day = Number(own ?? visit_count?.month_start_date ?? 1);
  return Number.isInteger(day) && day >= 1 && day <= 31 ? day : 1;
};

/** The reporting period in which a moment lies. @param day of the month, 1 to 31, on which periods begin */
export const intervalAt = (at: Ms, day: number): Interval => {
  const date = new Date(at);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  const starts = [-2, -1, 0, 1, 2].map(away => startIn(year, month + away, day).getTime());
  const index = starts.findLastIndex(start => start <= at);
  const [start, next] = [starts[index]!, starts[index + 1]!];
  const end = next - 1;
  const ends = new Date(end);
  return { start, end, tag: `${ends.getFullYear()}-${String(ends.getMonth() + 1).padStart(2, '0')}` };
};

/** The period before another. */
export const intervalBefore = ({ start }: Interval, day: number): Interval => intervalAt(start - 1, day);
