import type { Alert } from '@rounds/config/sections/alerts.ts';
import { isOn } from '@rounds/config/sections/is-on.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { valueFrom } from '../checks/holds.ts';
import { change } from '../engine/effects.ts';
import { now, sandbox, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { withReply } from '../messages/reply.ts';
import type { Spoken } from '../messages/wording.ts';
import { isMadeBefore } from '../reports/answers.ts';
import { type Earlier, earlier, type ReportsAsked } from '../reports/earlier.ts';
import { hydrated } from '../reports/hydrated.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';

/**
 * A report that fulfils the condition of an alert, so that somebody hears of it; once per report, whatever is edited
 * later. One that fulfils none is looked at again when it is edited. A condition that throws, as one does that looks at
 * an earlier report where there is none, does not hold. See README.md, "Conditions".
 */
export const conditionalAlerts = rule({
  name: 'conditional_alerts',
  on: aReport,
  once: true,
  reads: { settings, sender, subject, now, words, earlier, sandbox },
  concerns: (report, settings) =>
    isOn(settings, 'conditional_alerts') && settings.alerts.some(({ form }) => sameForm(form, report.form)),
  needs: (report, { settings: { alerts } }) => ({
    earlier: alerts.filter(({ form }) => sameForm(form, report.form)).flatMap(one => asked(one, report)),
  }),
  run: (report, facts) => {
    const { settings, sender, subject, now, earlier, sandbox } = facts;
    if (!isValidSubmission(report, settings, sender)) return null;
    const at = new Date(now).toISOString();
    const spoken: Spoken = { report, ...facts };
    const doc = hydrated({ report, sender, subject });
    const before = earlierOf(report, earlier).map(hydrated);
    const due = settings.alerts
      .map((alert, index) => ({ alert, index }))
      .filter(
        ({ alert }) =>
          sameForm(alert.form, report.form) &&
          !!valueFrom(conditionOf(alert), { doc, reports: [doc, ...before] }, sandbox),
      );
    if (due.length === 0) return null;
    return [
      change<Report>(report._id, known =>
        due.reduce(
          (told, { alert, index }) =>
            withReply(told, [report._id, 'conditional_alerts', String(index)], alert, spoken, at),
          known,
        ),
      ),
    ];
  },
});

/** Names under which a condition may ask for the reports of its form. */
const functionNames = ({ form }: Alert): string[] =>
  [...new Set([form, form.toUpperCase(), form.toLowerCase()])].filter(name => /^[A-Za-z_$][\w$]*$/.test(name));

/** The condition, with the form's name as a function of how many reports back: `STOCK(0)` is this one. */
const conditionOf = (alert: Alert): string => {
  const names = functionNames(alert).filter(name => mentions(alert, name));
  return `((${names.join(', ')}) => (${alert.condition}\n))(${names.map(() => 'back => reports[back]').join(', ')})`;
};

const mentions = ({ condition }: Alert, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}\\s*\\(`).test(condition);

/** Reports that a condition may look back to: those of its form, from the same place. None where it does not ask. */
const asked = (alert: Alert, report: Report): ReportsAsked[] => {
  const parent = report.contact?.parent?._id;
  const backs = functionNames(alert)
    .filter(name => mentions(alert, name))
    .flatMap(name =>
      [...alert.condition.matchAll(new RegExp(`${name.replace(/\$/g, '\\$')}\\s*\\(\\s*(\\d*)`, 'g'))].map(
        ([, back]) => back,
      ),
    );
  const limit = Math.max(0, ...backs.map(back => (back === '' ? furthest : Math.min(Number(back), furthest))));
  if (parent === undefined || limit === 0) return [];
  return [
    {
      forms: [alert.form],
      parent,
      limit,
      ...(report.reported_date === undefined ? {} : { until: report.reported_date }),
    },
  ];
};

/** How far back a condition can look. */
const furthest = 100;

/** Reports of the same form and place that were made before this one, the newest first. */
const earlierOf = (report: Report, earlier: readonly Earlier[]): Earlier[] =>
  earlier.filter(
    ({ report: one }) =>
      sameForm(one.form, report.form) &&
      one.contact?.parent?._id === report.contact?.parent?._id &&
      isMadeBefore(one, report),
  );
