import { conditionalAlerts } from './alerts/conditional-alerts.ts';
import { multiReportAlerts } from './alerts/multi-report-alerts.ts';
import { participation } from './chats/participation.ts';
import { deathReporting } from './deaths/death-reporting.ts';
import { answersDialogues } from './dialogues/by-sms.ts';
import { followsDialogueRuns } from './dialogues/follow.ts';
import { handsBackRuns } from './dialogues/hand-back.ts';
import { dialoguesMend } from './dialogues/mend.ts';
import { showsAgain } from './dialogues/shows-again.ts';
import { asksToVolunteer } from './dispatch/application.ts';
import { correctsDispatch } from './dispatch/corrected.ts';
import { volunteerDecided } from './dispatch/decided.ts';
import { followsDispatch } from './dispatch/follow.ts';
import { dispatchMend } from './dispatch/mend.ts';
import { notesOffers } from './dispatch/offer.ts';
import { opensDispatch } from './dispatch/open.ts';
import type { RuleSet } from './engine/rule-set.ts';
import { askAboutErasure } from './erasure/ask-review.ts';
import { eventCorrected } from './events/corrected.ts';
import { eventDecided } from './events/decided.ts';
import { hearsEvents } from './events/heard.ts';
import { defaultResponses } from './messages/default-responses.ts';
import { judgeRepeats } from './messages/judge-repeats.ts';
import { obeyCommands } from './messages/obey-commands.ts';
import { resolvePending } from './messages/resolve-pending.ts';
import { mutingAccepted } from './muting/accepted.ts';
import { mutingLate } from './muting/late-registration.ts';
import { mutingMend } from './muting/mend.ts';
import { mutingNewcomer } from './muting/newcomer.ts';
import { mutingOvertaken } from './muting/overtaken.ts';
import { mutingReport } from './muting/report.ts';
import { mutingWaits } from './muting/waiting.ts';
import { contactsForOutbound, othersForOutbound, reportsForOutbound } from './outbound/mark.ts';
import { noteHolder } from './registration/note-holder.ts';
import { registration } from './registration/registration.ts';
import { shortCode } from './registration/short-code.ts';
import { reviewToldStaff } from './review/staff.ts';
import { sendsAgain, tellsOfFailures, tellsOfLeaving } from './review/told.ts';
import { asksToVerify, reportVerified } from './review/verify.ts';
import { safetyWords } from './safety/safety-rule.ts';
import { updateScheduledReports } from './schedule/update-scheduled-reports.ts';
import { selfReport } from './senders/self-report.ts';
import { updateClinics } from './senders/update-clinics.ts';
import { updateSentBy } from './senders/update-sent-by.ts';
import { recipientChanged, scheduleChanged } from './study/rules.ts';
import { createUserForContact, replaceUserForContact } from './users/create-user.ts';
import { caseReports } from './visits/case-reports.ts';
import { patientReports } from './visits/patient-reports.ts';

/** Rules that come before muting. */
const beforeMuting = [
  updateClinics,
  selfReport,
  registration,
  patientReports,
  caseReports,
  shortCode,
  noteHolder,
  safetyWords,
  obeyCommands,
  answersDialogues,
  defaultResponses,
  updateSentBy,
  deathReporting,
  conditionalAlerts,
  multiReportAlerts,
];

/** Rules that see what a mute or unmute has done. */
const afterMuting = [
  participation,
  askAboutErasure,
  updateScheduledReports,
  resolvePending,
  mutingAccepted,
  mutingOvertaken,
  mutingLate,
  mutingNewcomer,
  reportsForOutbound,
  contactsForOutbound,
  othersForOutbound,
  createUserForContact,
  replaceUserForContact,
  scheduleChanged,
  recipientChanged,
  showsAgain,
  handsBackRuns,
  followsDialogueRuns,
  opensDispatch,
  correctsDispatch,
  notesOffers,
  followsDispatch,
  asksToVolunteer,
  hearsEvents,
  asksToVerify,
  reportVerified,
  tellsOfLeaving,
  tellsOfFailures,
  sendsAgain,
  reviewToldStaff,
  eventDecided,
  eventCorrected,
  volunteerDecided,
];

/**
 * Every rule of the sentinel, in CHT's order: those before muting, muting itself (`update_notifications` is its old
 * name, in that place), and those after it; and what else works do for the engine.
 */
export const allRules: RuleSet = {
  phases: [beforeMuting, [mutingWaits, mutingReport], afterMuting],
  lastLooks: [judgeRepeats],
  mends: [mutingMend, dialoguesMend, dispatchMend],
  warm: ['medic-client/contacts_by_reference'],
};
