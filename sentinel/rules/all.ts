import type { Rules } from '../engine/engine.ts';
import { caseReports } from './case-reports.ts';
import { conditionalAlerts } from './conditional-alerts.ts';
import { createUserForContact, replaceUserForContact } from './create-user.ts';
import { deathReporting } from './death-reporting.ts';
import { defaultResponses } from './default-responses.ts';
import { contactsForOutbound, reportsForOutbound } from './mark-for-outbound.ts';
import { multiReportAlerts } from './multi-report-alerts.ts';
import { mutingAccepted } from './muting-accepted.ts';
import { mutingNewcomer } from './muting-newcomer.ts';
import { mutingOvertaken } from './muting-overtaken.ts';
import { mutingReport } from './muting-report.ts';
import { patientReports } from './patient-reports.ts';
import { registration } from './registration.ts';
import { resolvePending } from './resolve-pending.ts';
import { selfReport } from './self-report.ts';
import { shortCode } from './short-code.ts';
import { updateClinics } from './update-clinics.ts';
import { updateScheduledReports } from './update-scheduled-reports.ts';
import { updateSentBy } from './update-sent-by.ts';

/**
 * Every rule of the sentinel, in CHT's order (`sentinel.md` §2.3): those before muting, muting itself (`update_notifications` is its
 * old name, in that place), and those after it.
 */
export const allRules: Rules = {
  before: [
    updateClinics,
    selfReport,
    registration,
    patientReports,
    caseReports,
    shortCode,
    defaultResponses,
    updateSentBy,
    deathReporting,
    conditionalAlerts,
    multiReportAlerts,
  ],
  trees: [mutingReport],
  after: [
    updateScheduledReports,
    resolvePending,
    mutingAccepted,
    mutingOvertaken,
    mutingNewcomer,
    reportsForOutbound,
    contactsForOutbound,
    createUserForContact,
    replaceUserForContact,
  ],
};
