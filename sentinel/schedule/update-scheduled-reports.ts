import { isOn } from '@rounds/config/sections/is-on.ts';
import { type Report, subjectOf, type Task } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { isMadeBefore } from '../reports/answers.ts';
import { type Earlier, earlier } from '../reports/earlier.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { isValidSubmission } from '../reports/submission.ts';

/**
 * Of the reports that a place sends for one week or month, in one form, the last made stays: those made before are
 * deleted.
 *
 * CHT deletes every other one. Here nothing is lost that should not be: a report goes only for one that is stored,
 * counts and has no errors; that is about the same patient or place (a monthly visit to one household does not replace
 * that to the next); and only once all its messages have left. It keeps what it said in the deleted revision, with
 * `superseded_by`. So only the sentinel does it, and looks again whenever one of them changes, in whatever order they
 * came.
 * See README.md, "One report a period".
 */
export const updateScheduledReports = rule({
  name: 'update_scheduled_reports',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, sender, earlier },
  concerns: (report, settings) => isOn(settings, 'update_scheduled_reports') && keyOf(report) !== undefined,
  needs: report => ({
    earlier: [
      {
        forms: [report.form ?? ''],
        parent: report.contact?.parent?._id ?? '',
        since: yearBefore(report),
        limit: 1000,
      },
    ],
  }),
  run: (report, { settings, sender, earlier }) => {
    const same = [{ report, sender }, ...earlier].filter(one => keyOf(one.report) === keyOf(report));
    const stands = same
      .filter(one => isValidSubmission(one.report, settings, one.sender) && !one.report.errors?.length)
      .sort(byDate)
      .at(-1);
    if (!stands) return null;
    const by = stands.report._id;
    return same
      .filter(one => byDate(one, stands) < 0 && isDone(one.report))
      .map(one => change<Report>(one.report._id, doc => superseded(doc, by)));
  },
});

const day = 86_400_000;
/** A correction comes within a year of what it corrects. */
const yearBefore = ({ reported_date = 0 }: Report): number => reported_date - 366 * day;

/**
 * What only one report may be of: its form, place, subject, and week or month. Undefined where it names no such time,
 * or nobody sent it.
 */
const keyOf = (report: Report): string | undefined => {
  const { form, contact } = report;
  const fields = report.fields ?? {};
  const [year, month, week] = [fields.year, fields.month ?? fields.month_num, fields.week ?? fields.week_number].map(
    partOf,
  );
  if (
    report._deleted ||
    !form ||
    !contact?.parent?._id ||
    year === undefined ||
    (week === undefined && month === undefined)
  )
    return undefined;
  const { patient, place } = subjectOf(report);
  const period = week === undefined ? ['month', month] : ['week', week];
  return JSON.stringify([
    form.trim().toLowerCase(),
    contact.parent._id,
    patient ?? null,
    place ?? null,
    year,
    ...period,
  ]);
};

/** A number as a number, however it is written; other text as it stands. */
const partOf = (value: unknown): string | undefined => {
  const text = value === undefined || value === null ? '' : String(value).trim();
  if (text === '') return undefined;
  return /^\d+$/.test(text) ? String(Number(text)) : text.toLowerCase();
};

const byDate = (a: Pick<Earlier, 'report'>, b: Pick<Earlier, 'report'>): number =>
  a.report === b.report ? 0 : isMadeBefore(a.report, b.report) ? -1 : 1;

const toCome: ReadonlySet<string> = new Set(['scheduled', 'pending', 'muted', 'forwarded-to-gateway']);

/** Whether no message of a report is still to be sent. */
const isDone = ({ tasks = [], scheduled_tasks = [] }: Report): boolean =>
  ![...tasks, ...scheduled_tasks].some(({ state }: Task) => toCome.has(state));

/** The newest revision may have a message again: then it stays for now. */
const superseded = (report: Report, by: string): Report =>
  report._deleted || !isDone(report) ? report : { ...report, _deleted: true, superseded_by: by };
