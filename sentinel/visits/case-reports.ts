import { isOn } from '@rounds/config/sections/is-on.ts';
import type { VisitSettings } from '@rounds/config/sections/visits.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Report, sameForm, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { checkNeeds } from '../checks/check.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { registrations } from '../reports/registrations.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { accept, accepting } from './accept.ts';
import { caseOf } from './visit.ts';

/**
 * A report about a case, found by its `case_id`: checked, answered, and the reminders of the case cleared; once per
 * report. Where it names nobody it is about whom the case is about, so that it stands among the reports of that person
 * or place.
 * See README.md, "Visits".
 */
export const caseReports = rule({
  name: 'accept_case_reports',
  on: aReport,
  once: true,
  reads: { ...accepting, registrations },
  needs: (report, { settings }) => checkNeeds(report, configFor(report, settings)?.validations ?? { list: [] }),
  concerns: (report, settings) => isOn(settings, 'accept_case_reports') && !!configFor(report, settings),
  run: (report, facts) => {
    const { settings, sender, registrations } = facts;
    const config = configFor(report, settings);
    if (!config || !isValidSubmission(report, settings, sender)) return null;
    const named = caseOf(report);
    const about = registrations.filter(one => named !== undefined && caseOf(one) === named);
    const newest = about.at(-1);
    return accept(report, 'accept_case_reports', config, newest ? about : null, facts, doc =>
      withSubjectOf(doc, newest),
    );
  },
});

const configFor = (report: Report, settings: Settings): VisitSettings | undefined =>
  settings.accept_case_reports.find(({ form }) => sameForm(form, report.form));

const withSubjectOf = (report: Report, registration: Report | undefined): Report => {
  const own = subjectOf(report);
  if (!registration || own.patient !== undefined || own.place !== undefined) return report;
  const { patient, place } = subjectOf(registration);
  return {
    ...report,
    ...(patient === undefined ? {} : { patient_id: patient }),
    ...(place === undefined ? {} : { place_id: place }),
  };
};
