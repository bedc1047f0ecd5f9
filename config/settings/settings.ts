import { withDefaultPermissions } from '../permissions/defaults.ts';
import { alerts, multiReportAlerts } from '../sections/alerts.ts';
import { appUrl, countryCode, languages, timezone, tokenLogin } from '../sections/basics.ts';
import { contactTypes, placeHierarchyTypes } from '../sections/contact-types.ts';
import { createUserForContacts } from '../sections/create-user.ts';
import { deathReporting } from '../sections/death-reporting.ts';
import { defaultResponses } from '../sections/default-responses.ts';
import { forms } from '../sections/forms.ts';
import { muting, notifications } from '../sections/muting.ts';
import { outbound } from '../sections/outbound.ts';
import { purge } from '../sections/purge.ts';
import { quietHours, scheduleGrace } from '../sections/quiet-hours.ts';
import { registrations } from '../sections/registrations.ts';
import { reminders } from '../sections/reminders.ts';
import { permissions, replicationDepth, roles } from '../sections/roles.ts';
import { schedules } from '../sections/schedules.ts';
import { selfReport, updateClinics } from '../sections/senders.ts';
import { denyList, phoneFilters, phoneReplace, sms } from '../sections/sms.ts';
import { wholeNumber, yesNo } from '../sections/text.ts';
import { transitionNames, transitions } from '../sections/transitions.ts';
import { caseReports, patientReports } from '../sections/visits.ts';
import { crossFaults, unknownNames } from './checks.ts';
import { ruleFaults } from './expressions.ts';
import { type Fault, faultsOf, type Unknown, wording } from './faults.ts';
import { sectionsOfCht, sectionsOfRounds } from './known-sections.ts';
import { legacyContactTypes } from './legacy-types.ts';
import { nearest } from './nearest.ts';
import './jitless.ts';
import * as z from 'zod';

export type { Fault, Unknown } from './faults.ts';

/**
 * app_settings (`settings.md`). Sections that Rounds uses are checked; every other is kept as it is, as are unknown
 * keys inside a section. A section that is absent has the default given here.
 */
const settingsSchema = z.looseObject({
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
  schedule_morning_minutes: wholeNumber(0, 59).optional().default(0),
  schedule_evening_hours: wholeNumber(0, 23).optional().default(23).describe('... and up to this hour'),
  schedule_evening_minutes: wholeNumber(0, 59).optional().default(0),
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
  token_login: tokenLogin.optional(),
  app_url: appUrl.optional(),
  default_timezone: timezone.optional(),
  district_admins_access_unallocated_messages: yesNo.optional().default(false),
});

/** app_settings, checked, with defaults filled in. Absent sections of CHT that Rounds does not use stay absent. */
export type Settings = z.output<typeof settingsSchema>;
type SectionName = keyof typeof settingsSchema.shape;

/** What came of reading settings. */
export interface Parsed {
  /** Usable as they are only when there are no faults; of a faulty section only what can be read is here. */
  settings: Settings;
  /** Everything that is wrong, in the order of the sections. */
  faults: Fault[];
  /** Names that nothing answers to. */
  unknown: Unknown[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null and empty text stand for a section that is not there, as CHT's administration pages leave them. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

/**
 * Sections of which single entries can be faulty without harm to the others, and that many parts of Rounds stand on.
 */
const divisible: readonly SectionName[] = [
  'contact_types',
  'roles',
  'permissions',
  'replication_depth',
  'forms',
  'transitions',
  'sms',
];

/**
 * What of a faulty section can be used: its sound entries where it is divisible, else its default. A faulty permission
 * is nobody's: its default might allow what the programme meant to forbid.
 */
const soundPart = (section: SectionName, raw: unknown): unknown => {
  const schema = settingsSchema.shape[section];
  const isSound = (part: unknown): boolean => schema.safeParse(part).success;
  if (!divisible.includes(section) || typeof raw !== 'object' || raw === null) return schema.parse(undefined);
  if (Array.isArray(raw)) {
    const sound = raw.filter(entry => isSound([entry]));
    return schema.parse(sound.length ? sound : undefined);
  }
  if (!isSound({})) return schema.parse(undefined);
  const entries = Object.entries(raw).flatMap(([key, entry]): [string, unknown][] => {
    if (isSound({ [key]: entry })) return [[key, entry]];
    return section === 'permissions' ? [[key, []]] : [];
  });
  return schema.parse(Object.fromEntries(entries));
};

/**
 * Reads settings strictly: every fault with its path, all together. What is stored is the original, never what is
 * returned here.
 */
export const parseSettings = (raw: unknown): Parsed => {
  const given = isObject(raw) ? raw : {};
  const settings: Record<string, unknown> = { ...given };
  const faults: Fault[] = isObject(raw) ? [] : [{ path: '', message: 'expected an object of sections' }];
  for (const section of Object.keys(settingsSchema.shape) as SectionName[]) {
    const schema = settingsSchema.shape[section];
    const result = schema.safeParse(isAbsent(given[section]) ? undefined : given[section], { error: wording });
    if (!result.success) faults.push(...faultsOf(section, result.error.issues));
    const value = result.success ? result.data : soundPart(section, given[section]);
    if (value === undefined) delete settings[section];
    else settings[section] = value;
  }
  const read = settings as Settings;
  read.permissions = withDefaultPermissions(read.permissions);
  faults.push(...crossFaults(read, new Set(faults.map(sectionOf))));
  return { settings: read, faults, unknown: [...unknownSections(given), ...unknownNames(given, read)] };
};

const sectionOf = ({ path }: Fault): string => path.split(/[.[]/)[0]!;

const unknownSections = (given: Record<string, unknown>): Unknown[] => {
  const known = [...Object.keys(settingsSchema.shape), ...sectionsOfCht, ...sectionsOfRounds];
  return Object.keys(given)
    .filter(key => !known.includes(key))
    .map(key => {
      const near = nearest(key, known);
      return near ? { key, nearest: near } : { key };
    });
};

/** Transitions that cannot run while a section is faulty. Sections not named concern none. */
const concerns: Partial<Record<string, readonly string[]>> = {
  contact_types: [
    ...[
      'muting',
      'update_notifications',
      'registration',
      'generate_shortcode_on_contacts',
      'generate_patient_id_on_people',
    ],
    // They would take a person of a type that cannot be read for none.
    ...['self_report', 'death_reporting', 'create_user_for_contacts'],
  ],
  muting: ['muting'],
  notifications: ['update_notifications'],
  forms: ['registration', 'accept_patient_reports', 'accept_case_reports', 'default_responses', 'update_clinics'],
  registrations: ['registration'],
  schedules: ['registration'],
  patient_reports: ['accept_patient_reports'],
  accept_case_reports: ['accept_case_reports'],
  death_reporting: ['death_reporting'],
  alerts: ['conditional_alerts'],
  multi_report_alerts: ['multi_report_alerts'],
  update_clinics: ['update_clinics'],
  self_report: ['self_report'],
  default_responses: ['default_responses'],
  outbound: ['mark_for_outbound'],
  create_user_for_contacts: ['create_user_for_contacts'],
};

/**
 * Transitions that the faults of a section concern; of `transitions` itself those that are named, or all where it is no
 * list of them.
 */
const concernedBy = (section: string, faults: readonly Fault[]): string[] => {
  if (section !== 'transitions') return [...(concerns[section] ?? [])];
  return faults.some(({ path }) => path === section)
    ? [...transitionNames]
    : faults.map(({ path }) => path.split('.')[1]!);
};

/** A section of stored settings that is not used. */
export interface SectionOff {
  section: string;
  faults: Fault[];
  /** Transitions that are off for it. */
  transitions: string[];
}

/**
 * Reads stored settings that may be faulty: what cannot be read is left out, the transitions that it concerns are off,
 * the rest runs (`architecture.md`, decision 10). A faulty expression concerns nothing but itself: a rule that cannot
 * be read refuses every report that it should test, visibly for its author.
 */
export const usableSettings = (raw: unknown): { settings: Settings; off: SectionOff[] } => {
  const { settings, faults } = parseSettings(raw);
  const rules = new Set(ruleFaults(settings).map(({ path }) => path));
  const sections = [...new Set(faults.map(sectionOf))];
  const off = sections.map(section => {
    const own = faults.filter(fault => sectionOf(fault) === section);
    return {
      section,
      faults: own,
      transitions: own.every(({ path }) => rules.has(path)) ? [] : concernedBy(section, own),
    };
  });
  const silenced = Object.fromEntries(off.flatMap(({ transitions }) => transitions).map(name => [name, false]));
  return { settings: { ...settings, transitions: { ...settings.transitions, ...silenced } }, off };
};

/**
 * The settings to store when new ones come in, by the peer's rules (`settings.md`): objects are merged in depth and
 * lists replaced; with `replace` each top-level key is replaced; with `overwrite` nothing of the old is kept. Default
 * permissions are always filled in.
 */
export const mergeSettings = (
  old: Record<string, unknown>,
  patch: Record<string, unknown>,
  options: { replace?: boolean; overwrite?: boolean } = {},
): Record<string, unknown> => {
  const merged = options.overwrite ? { ...patch } : options.replace ? { ...old, ...patch } : deepExtend(old, patch);
  if (merged.permissions !== undefined && merged.permissions !== null && !isObject(merged.permissions)) return merged;
  return { ...merged, permissions: withDefaultPermissions((merged.permissions ?? {}) as Record<string, string[]>) };
};

const deepExtend = (old: Record<string, unknown>, patch: Record<string, unknown>): Record<string, unknown> => {
  const merged = new Map(Object.entries(old));
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    merged.set(key, isObject(before) && isObject(value) ? deepExtend(before, value) : value);
  }
  return Object.fromEntries(merged);
};

/** JSON Schema (draft 2020-12) of an app_settings file, for editors. */
export const jsonSchema = (): Record<string, unknown> => ({
  title: 'app_settings of Rounds and of the Community Health Toolkit',
  ...z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any', reused: 'ref' }),
});
