import { transitionNames } from '../sections/transitions.ts';
import { ruleFaults } from './expressions.ts';
import { type Fault, sectionOf } from './faults.ts';
import { parseSettings } from './parse.ts';
import type { Settings } from './settings.ts';

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
 * Reads stored settings that may be faulty: parts that cannot be read are left out, the transitions that they concern
 * are off, the rest runs. See ../README.md, "How settings are read". A faulty expression concerns nothing but itself: a
 * rule that cannot be read refuses every report that it should test, visibly for its author.
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
