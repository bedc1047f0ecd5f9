import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { People } from '../people/people.ts';
import { codeSettings } from '../programme/code-settings.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import { finder } from './report-filter.ts';
import type { ReportRow } from './rows.ts';

/** How somebody was visited. */
export interface Visits {
  last: Ms;
  /** Days with a visit in the period that was asked for. */
  days: number;
}

/**
 * Visits by contact. A report that names whom it visited (`visited_contact_uuid`) counts for that contact; where no
 * report of the programme does, each counts for whom it is about, and for the place above a person.
 * @param period its first and last moment
 */
export const visitsOf = (
  rows: readonly ReportRow[],
  people: Pick<People, 'get' | 'rows'>,
  period: { start: Ms; end: Ms },
): Map<string, Visits> => {
  const told = rows.some(({ visited }) => visited);
  const find = finder(people);
  const days = new Map<string, Set<string>>();
  const last = new Map<string, Ms>();
  const visit = (id: string, at: Ms): void => {
    last.set(id, Math.max(last.get(id) ?? 0, at));
    if (at < period.start || at > period.end) return;
    const known = days.get(id) ?? new Set();
    known.add(new Date(at).toDateString());
    days.set(id, known);
  };
  for (const { visited, about, at } of rows) {
    if (told) {
      if (visited) visit(visited, at);
      continue;
    }
    const person = about.map(find).find(each => each !== undefined);
    if (!person) continue;
    visit(person.id, at);
    if (person.person && person.parent) visit(person.parent, at);
  }
  return new Map([...last].map(([id, at]) => [id, { last: at, days: days.get(id)?.size ?? 0 }]));
};

/** How many visits in a period a contact of a type should have; undefined where they are not counted. */
export const visitGoal = (
  { programme }: { programme: Pick<PhoneProgramme, 'rawSettings' | 'type' | 'may'> },
  type: string,
): number | undefined => {
  const { count_visits: counts } = (programme.type(type) ?? {}) as { count_visits?: boolean };
  if (!counts || !programme.may('can_view_uhc_stats')) return undefined;
  const { visit_count } = (codeSettings({ programme }).uhc ?? {}) as { visit_count?: { visit_count_goal?: unknown } };
  const goal = Number(visit_count?.visit_count_goal);
  return Number.isFinite(goal) && goal > 0 ? goal : 0;
};

/** Whether the list of people begins with those who were not visited for the longest time. */
export const sortsByVisit = ({ programme }: { programme: Pick<PhoneProgramme, 'rawSettings'> }): boolean =>
  ((codeSettings({ programme }).uhc ?? {}) as { contacts_default_sort?: unknown }).contacts_default_sort ===
  'last_visited_date';
