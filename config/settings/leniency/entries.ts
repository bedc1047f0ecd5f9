import { isBlank, isEmptyText, isObject, type Notes, type Path } from './notes.ts';

/**
 * Lists of which the administration pages of CHT leave entries that say nothing, with the texts by which an entry can
 * be told: where the first is empty, and every other too, the entry is off.
 */
const deciding: Readonly<Record<string, readonly string[]>> = {
  alerts: ['form'],
  multi_report_alerts: ['name', 'is_report_counted'],
  reminders: ['form'],
  registrations: ['form'],
  patient_reports: ['form'],
  accept_case_reports: ['form'],
  update_clinics: ['form'],
  self_report: ['form'],
  schedules: ['name'],
  replication_depth: ['role'],
};

/** Fields of {@link deciding} sections that are lists themselves. */
const listsInside: Readonly<Record<string, readonly string[]>> = { schedules: ['messages'] };

const idleBy =
  (names: readonly string[]) =>
  (entry: unknown): string | undefined => {
    if (!isObject(entry) || !names.every(name => isBlank(entry[name])) || !names.some(name => isEmptyText(entry[name])))
      return undefined;
    return `is off: its ${names[0]} is empty`;
  };

/** A scheduled message without time and text. */
const idleMessage = (entry: unknown): string | undefined =>
  isObject(entry) && isEmptyText(entry.offset) && isBlank(entry.translation_key) && isBlank(entry.message)
    ? 'is off: it has neither a time nor a text'
    : undefined;

/** A test of an answer that tests nothing. */
const idleCheck = (entry: unknown): string | undefined =>
  isObject(entry) && isEmptyText(entry.rule) ? 'tests nothing: its rule is empty' : undefined;

const withoutIdleChecks = (entry: unknown, path: Path, notes: Notes): unknown => {
  if (!isObject(entry) || !isObject(entry.validations) || !Array.isArray(entry.validations.list)) return entry;
  const list = notes.without(entry.validations.list, [...path, 'validations', 'list'], idleCheck);
  return { ...entry, validations: { ...entry.validations, list } };
};

/** Entries of a section that say nothing are left out; those that are left keep their paths. */
export const withoutIdle = (section: string, given: unknown, notes: Notes): unknown => {
  const names = deciding[section];
  if (!Array.isArray(given)) return withoutIdleChecks(given, [section], notes);
  const entries = names ? notes.without(given, [section], idleBy(names)) : given;
  return entries.map((entry, at) => {
    const path = [section, given.indexOf(entry, at)];
    const checked = withoutIdleChecks(entry, path, notes);
    const inside = (listsInside[section] ?? []).filter(name => isObject(checked) && Array.isArray(checked[name]));
    return inside.reduce<unknown>(
      (whole, name) => ({
        ...(whole as object),
        [name]: notes.without((checked as Record<string, unknown[]>)[name]!, [...path, name], idleMessage),
      }),
      checked,
    );
  });
};
