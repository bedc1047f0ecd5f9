import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingMoment } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';

/**
 * When a report was made and when it came to the server: the report made last decides, in whatever order reports
 * arrive. Its date is never later than its arrival, for a phone's clock may run ahead; without a date it is its
 * arrival.
 * @param info infodoc of the report, which knows of its arrival
 */
export const momentOf = (report: Report, info: InfoDoc | null, now: Ms): MutingMoment => {
  const arrived = Date.parse(info?.initial_replication_date ?? '') || now;
  const made = Number(report.reported_date ?? arrived);
  return {
    report_id: report._id,
    reported_date: Number.isFinite(made) ? Math.min(made, arrived) : arrived,
    arrived,
  };
};

/** Which report was made first: by `reported_date`, then arrival, then id. */
export const byMoment = (a: MutingMoment, b: MutingMoment): number =>
  a.reported_date - b.reported_date ||
  a.arrived - b.arrived ||
  (a.report_id < b.report_id ? -1 : a.report_id > b.report_id ? 1 : 0);

/** Whether a was made after b. */
export const isLater = (a: MutingMoment | undefined, b: MutingMoment): boolean => !!a && byMoment(a, b) > 0;
