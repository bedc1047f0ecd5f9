import type { MultiReportAlert } from '@rounds/config/sections/alerts.ts';
import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Report, sameForm, type Task } from '@rounds/ddocs/documents/reports.ts';
import { valueFrom } from '../checks/holds.ts';
import { change } from '../engine/effects.ts';
import { now, sandbox, settings, words } from '../engine/given.ts';
import { rule, type Seen } from '../engine/rule.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import { taskFor, withReply, withTask } from '../messages/reply.ts';
import { type Spoken, textOf } from '../messages/wording.ts';
import { type Earlier, earlier } from '../reports/earlier.ts';
import { hydrated } from '../reports/hydrated.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';

const reads = { settings, sender, subject, now, words, earlier, sandbox };
type Facts = Seen<typeof reads>;

/**
 * Many reports within some days, so that somebody hears of them. Once per report; each report is told of once: an alert
 * speaks of the reports that no alert of its name has counted yet. A report that raises none is looked at again when it
 * is edited.
 *
 * A report that comes late counts with those made after it, too: in CHT only the last one looks back, so that reports
 * which arrive in another order than they were made raise no alert.
 * See README.md, "Many reports".
 */
export const multiReportAlerts = rule({
  name: 'multi_report_alerts',
  on: aReport,
  once: true,
  sentinelOnly: true,
  reads,
  concerns: (report, settings) =>
    isOn(settings, 'multi_report_alerts') &&
    !!report.form &&
    settings.multi_report_alerts.some(alert => isCounted(alert, report)),
  needs: (report, { settings: { multi_report_alerts: alerts }, now }) => ({
    earlier: alerts
      .filter(alert => isCounted(alert, report))
      .map(alert => {
        const [since, until] = around(report, alert, now);
        return { ...(alert.forms ? { forms: alert.forms } : {}), since, until, limit: atMost };
      }),
  }),
  run: (report, facts) => {
    const { settings, sender } = facts;
    if (!isValidSubmission(report, settings, sender)) return null;
    const raised = settings.multi_report_alerts
      .filter(alert => isCounted(alert, report))
      .flatMap(alert => {
        const reports = toldOf(report, alert, facts);
        return reports ? [{ alert, ...reports }] : [];
      });
    if (raised.length === 0) return null;
    return [
      change<Report>(report._id, doc =>
        raised.reduce((told, { alert, counted, fresh }) => withAlert(told, alert, counted, fresh, facts), doc),
      ),
    ];
  },
});

/** Reports that are looked at for one alert; where there are more, the newest. */
const atMost = 1000;
/** Reports handed to the sandbox at once: they share its memory and its time. */
const portion = 50;
const day = 86_400_000;

const isCounted = ({ forms }: MultiReportAlert, { form }: Report): boolean =>
  !forms || forms.some(one => sameForm(one, form));

const madeOf = ({ reported_date }: Report, now: Ms): Ms => reported_date ?? now;

/** From when to when reports may be in one window with this one. */
const around = (report: Report, { time_window_in_days: days }: MultiReportAlert, now: Ms): [since: Ms, until: Ms] => [
  madeOf(report, now) - days * day,
  madeOf(report, now) + days * day,
];

/**
 * The reports of which an alert is to speak: all that count within one window with this one, and those among them that
 * no alert of that name has counted. Undefined when they are too few, or this one does not count.
 */
const toldOf = (
  report: Report,
  alert: MultiReportAlert,
  facts: Facts,
): { counted: Earlier[]; fresh: Earlier[] } | undefined => {
  const { settings, now, earlier, sender, subject, sandbox } = facts;
  const [since, until] = around(report, alert, now);
  const own: Earlier = { report, sender, subject };
  const near = earlier.filter(
    ({ report: one, sender: by }) =>
      isCounted(alert, one) &&
      madeOf(one, now) >= since &&
      madeOf(one, now) <= until &&
      isValidSubmission(one, settings, by),
  );
  const counted = counting([own, ...near], own, alert, sandbox).sort(
    (a, b) => madeOf(a.report, now) - madeOf(b.report, now),
  );
  if (!counted.includes(own)) return undefined;
  const window = windowsWith(own, counted, alert.time_window_in_days * day, now).find(
    some => some.length >= alert.num_reports_threshold,
  );
  if (!window) return undefined;
  const told = new Set(near.flatMap(({ report: one }) => (one.tasks ?? []).flatMap(task => countedIn(task, alert))));
  // One that was made later was settled before, and spoke of this one too.
  if (told.has(report._id)) return undefined;
  return { counted: window, fresh: window.filter(({ report: one }) => !told.has(one._id)) };
};

const countedIn = ({ alert_name, counted_reports }: Task, { name }: MultiReportAlert): string[] =>
  alert_name === name && Array.isArray(counted_reports) ? counted_reports.map(String) : [];

/** Those that `is_report_counted` counts; a report for which it throws it does not count. */
const counting = (
  reports: readonly Earlier[],
  latest: Earlier,
  { is_report_counted }: MultiReportAlert,
  sandbox: Sandbox,
): Earlier[] => {
  const expression = `reports.map(report => { try { return !!(${is_report_counted}\n)(report, latest); } catch { return false; } })`;
  const names = { latest: hydrated(latest) };
  return Array.from({ length: Math.ceil(reports.length / portion) }, (_, page) =>
    reports.slice(page * portion, (page + 1) * portion),
  ).flatMap(some => {
    const answers = valueFrom(expression, { ...names, reports: some.map(hydrated) }, sandbox);
    return some.filter((_, index) => Array.isArray(answers) && answers[index] === true);
  });
};

/**
 * What counts within one span with this report, for every report with which a span can end, the earliest end first.
 * @param counted in the order in which they were made
 */
const windowsWith = (own: Earlier, counted: readonly Earlier[], span: Ms, now: Ms): Earlier[][] => {
  const made = ({ report }: Earlier) => madeOf(report, now);
  const ends = counted.filter(end => made(end) >= made(own));
  return ends.map(end => counted.filter(one => made(one) <= made(end) && made(one) >= made(end) - span));
};

/** A report with the alert for everybody who is to hear it. */
const withAlert = (
  doc: Report,
  alert: MultiReportAlert,
  counted: readonly Earlier[],
  fresh: readonly Earlier[],
  facts: Facts,
): Report => {
  const at = new Date(facts.now).toISOString();
  const reports = fresh.map(hydrated);
  const extra = {
    alert_name: alert.name,
    num_reports_threshold: alert.num_reports_threshold,
    time_window_in_days: alert.time_window_in_days,
    num_counted_reports: counted.length,
    new_reports: reports,
  };
  // Nobody else is told instead of somebody who has no number.
  const settings = { ...facts.settings, sms: { ...facts.settings.sms, default_to_sender: false } };
  const spoken: Spoken = { ...facts, report: doc, settings, extra };
  const marks = { type: 'alert', alert_name: alert.name, counted_reports: fresh.map(({ report }) => report._id) };
  return recipientsOf(alert, reports).reduce((told, recipient) => {
    const cause = [doc._id, 'multi_report_alerts', alert.name, recipient];
    const text = textOf(alert, spoken);
    if (text === '') return withReply(told, cause, { ...alert, recipient }, spoken, at);
    return withTask(told, { ...taskFor(cause, { text, recipient }, spoken, at), ...marks });
  }, doc);
};

/** Each recipient once: a path that begins with `new_report` stands for what each report of the alert has there. */
const recipientsOf = ({ recipients }: MultiReportAlert, reports: readonly Record<string, unknown>[]): string[] => {
  const found = recipients.flatMap(recipient => {
    const [start, ...path] = recipient.trim().split('.');
    if (start !== 'new_report') return [recipient.trim()];
    const phones = reports
      .flatMap(report => [valueAt(report, path)].flat())
      .filter(phone => typeof phone === 'string' && phone.trim() !== '');
    return phones.length > 0 ? (phones as string[]).map(phone => phone.trim()) : [recipient.trim()];
  });
  return [...new Set(found)].filter(recipient => recipient !== '');
};

const valueAt = (from: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => {
    const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return holds ? (value as Record<string, unknown>)[key] : undefined;
  }, from);
