import { withoutIdle } from './entries.ts';
import { isObject, type Notes } from './notes.ts';
import { leniences } from './sections.ts';
import { withoutIdleTexts } from './texts.ts';

/** Sections in which messages are given in place. */
const speaking = new Set([
  ...['alerts', 'multi_report_alerts', 'registrations', 'patient_reports', 'accept_case_reports', 'self_report'],
  ...['update_clinics', 'schedules', 'reminders', 'muting', 'notifications'],
]);

/**
 * A section as it is meant: oddities in settings of CHT that harm nobody are put right, with a warning. A setting that
 * would silently do something else than was meant stays, and is a fault.
 */
export const asMeant = (section: string, given: unknown, notes: Notes): unknown => {
  if (typeof given !== 'object' || given === null) return given;
  const special = leniences[section]?.(given, notes) ?? (leniences[section] ? undefined : given);
  if (special === undefined) return undefined;
  const spoken = speaking.has(section) ? withoutIdleTexts(special, [section], notes) : special;
  return Array.isArray(spoken) || isObject(spoken) ? withoutIdle(section, spoken, notes) : spoken;
};
