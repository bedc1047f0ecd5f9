import '../sections/jitless.ts';
import * as z from 'zod';
import { withDefaultPermissions } from '../permissions/defaults.ts';
import { alerts, multiReportAlerts } from '../sections/alerts.ts';
import { appUrl, countryCode, languages, timezone, tokenLogin } from '../sections/basics.ts';
import { campaigns } from '../sections/campaigns.ts';
import { contactTypes, placeHierarchyTypes } from '../sections/contact-types.ts';
import { createUserForContacts } from '../sections/create-user.ts';
import { deathReporting } from '../sections/death-reporting.ts';
import { defaultResponses } from '../sections/default-responses.ts';
import { dialogues } from '../sections/dialogues.ts';
import { dispatch } from '../sections/dispatch.ts';
import { erasure } from '../sections/erasure.ts';
import { events } from '../sections/events.ts';
import { forms } from '../sections/forms.ts';
import { mail } from '../sections/mail.ts';
import { muting, notifications } from '../sections/muting.ts';
import { outbound } from '../sections/outbound.ts';
import { purge } from '../sections/purge.ts';
import { quietHours, scheduleGrace } from '../sections/quiet-hours.ts';
import { registrations } from '../sections/registrations.ts';
import { reminders } from '../sections/reminders.ts';
import { review } from '../sections/review.ts';
import { permissions, replicationDepth, roles } from '../sections/roles.ts';
import { safety } from '../sections/safety.ts';
import { schedules } from '../sections/schedules.ts';
import { selfReport, updateClinics } from '../sections/senders.ts';
import { denyList, phoneFilters, phoneReplace, sms } from '../sections/sms.ts';
import { staffHours } from '../sections/staff-hours.ts';
import { telegram } from '../sections/telegram.ts';
import { wholeNumber, yesNo } from '../sections/text.ts';
import { transitions } from '../sections/transitions.ts';
import { caseReports, patientReports } from '../sections/visits.ts';
import { legacyContactTypes } from './legacy-types.ts';

/**
 * app_settings, section by section. Sections that Rounds uses are checked; every other is kept as it is, as are unknown
 * keys inside a section. A section that is absent has the default given here. See ../README.md, "A setting".
 */
export const settingsSchema = z.looseObject({
  locale: z.string().min(1).optional().default('en').describe('Language of the app where a user has not chosen one'),
  locale_outgoing: z
    .string()
    .optional()
    .describe('Language of messages where the recipient has none; locale when not given'),
  languages: languages.optional().default([]),
  contact_types: contactTypes.optional().default(() => legacyContactTypes()),
  place_hierarchy_types: placeHierarchyTypes.optional(),
  roles: roles.optional().default({}),
  permissions: permissions.optional().default(() => withDefaultPermissions()),
  transitions: transitions.optional().default({}),
  forms: forms.optional().default({}),
  forms_only_mode: yesNo
    .optional()
    .default(false)
    .describe('Messages that are of no known form are faulty rather than plain messages'),
  registrations: registrations.optional().default([]),
  schedules: schedules.optional().default([]),
  patient_reports: patientReports.optional().default([]),
  accept_case_reports: caseReports.optional().default([]),
  death_reporting: deathReporting.optional(),
  alerts: alerts.optional().default([]),
  multi_report_alerts: multiReportAlerts.optional().default([]),
  muting: muting.optional(),
  notifications: notifications.optional(),
  create_user_for_contacts: createUserForContacts.optional(),
  update_clinics: updateClinics.optional().default([]),
  self_report: selfReport.optional().default([]),
  default_responses: defaultResponses.optional(),
  replication_depth: replicationDepth.optional().default([]),
  sms: sms.optional(),
  default_country_code: countryCode.optional(),
  phone_validation: z
    .enum(['full', 'partial', 'none'])
    .optional()
    .default('full')
    .describe('How strictly phone numbers are checked'),
  schedule_morning_hours: wholeNumber(0, 23)
    .optional()
    .default(0)
    .describe('Scheduled messages go out from this hour on'),
  schedule_morning_minutes: wholeNumber(0, 59).optional().default(0).describe('... and this minute of it'),
  schedule_evening_hours: wholeNumber(0, 23).optional().default(23).describe('... and up to this hour'),
  schedule_evening_minutes: wholeNumber(0, 59).optional().default(0).describe('... and this minute of it'),
  schedule_grace: scheduleGrace.optional().default('7 days'),
  quiet_hours: quietHours.optional(),
  reminders: reminders.optional().default([]),
  outbound: outbound.optional().default({}),
  purge: purge.optional(),
  outgoing_deny_list: denyList.optional(),
  outgoing_deny_shorter_than: wholeNumber(0, 30).optional().describe('Nothing is sent to numbers with fewer digits'),
  outgoing_deny_with_alphas: yesNo.optional().describe('Nothing is sent to senders whose number has letters'),
  outgoing_phone_replace: phoneReplace.optional(),
  outgoing_phone_filters: phoneFilters.optional(),
  multipart_sms_limit: wholeNumber(1, 255).optional().default(10).describe('Parts of a long SMS before it is cut'),
  gateway_number: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .describe("The gateway's own number, never answered"),
  telegram: telegram.optional(),
  dialogues: dialogues.optional(),
  safety: safety.optional(),
  staff_hours: staffHours.optional(),
  mail: mail.optional(),
  campaigns: campaigns.optional().default({ approve_above: 100, rate: 1200 }),
  dispatch: dispatch.optional(),
  events: events.optional(),
  erasure: erasure.optional().default({ second_person: true }),
  review: review.optional(),
  token_login: tokenLogin.optional(),
  app_url: appUrl.optional(),
  default_timezone: timezone.optional(),
  district_admins_access_unallocated_messages: yesNo
    .optional()
    .default(false)
    .describe('Supervisors who hold documents on a device see messages whose sender nobody knows'),
});

/** app_settings, checked, with defaults filled in. Absent sections of CHT that Rounds does not use stay absent. */
export type Settings = z.output<typeof settingsSchema>;
/** A section that is checked. */
export type SectionName = keyof typeof settingsSchema.shape;
