import { type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { People, Person } from '../people/people.ts';

/** Somebody whom a report names, by id or short code; undefined where this phone does not hold them. */
export const personNamed = (people: Pick<People, 'get' | 'rows'>, id: string | undefined): Person | undefined =>
  id ? (people.get(id) ?? people.rows().find(({ code }) => code === id)) : undefined;

/** Id of the contact whom a report is about; '' for nobody on this phone. */
export const reportSubject = (people: Pick<People, 'get' | 'rows'>, report: Report): string => {
  const { patient, place } = subjectOf(report);
  return (personNamed(people, patient) ?? personNamed(people, place))?.id ?? '';
};
