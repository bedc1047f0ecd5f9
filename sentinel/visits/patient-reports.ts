import { isOn } from '@rounds/config/sections/is-on.ts';
import type { VisitSettings } from '@rounds/config/sections/visits.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { checkNeeds } from '../checks/check.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { registrations } from '../reports/registrations.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { accept, accepting } from './accept.ts';
import { isAbout } from './visit.ts';

/**
 * A report about a person or place that is registered: checked, answered, and the reminders that asked for it cleared;
 * once per report. Unlike CHT's, a registration that names a patient is cleared only by a visit to that patient, not by
 * one to somebody else of the same place.
 * See README.md, "Visits".
 */
export const patientReports = rule({
  name: 'accept_patient_reports',
  on: aReport,
  once: true,
  reads: { ...accepting, registrations },
  needs: (report, { settings }) => checkNeeds(report, configFor(report, settings)?.validations ?? { list: [] }),
  concerns: (report, settings) => isOn(settings, 'accept_patient_reports') && !!configFor(report, settings),
  run: (report, facts) => {
    const { settings, sender, subject, registrations } = facts;
    const config = configFor(report, settings);
    if (!config || !isValidSubmission(report, settings, sender)) return null;
    const [patientIds, placeIds] = [subject.patient, subject.place].map(placed =>
      placed ? subjectIds(placed.contact) : [],
    );
    const about =
      subject.patient || subject.place ? registrations.filter(one => isAbout(one, patientIds!, placeIds!)) : null;
    return accept(report, 'accept_patient_reports', config, about, facts);
  },
});

const configFor = (report: Report, settings: Settings): VisitSettings | undefined =>
  settings.patient_reports.find(({ form }) => sameForm(form, report.form));
