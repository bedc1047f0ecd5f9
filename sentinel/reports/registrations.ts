import type { Settings } from '@rounds/config/settings/settings.ts';
import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import { isReport, type Report, reportSubjectIds } from '@rounds/ddocs/documents/reports.ts';
import { contactAt, referredId } from '../contacts/on-desk.ts';
import { contactsByPhone } from '../contacts/phones.ts';
import type { Desk } from '../engine/desk.ts';
import type { Fact, Want } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { isMadeBefore } from './answers.ts';
import { namedIn, wantSubject } from './subject.ts';
import { isValidRegistration } from './submission.ts';

/** Ids of the reports that name their subject so. */
export const reportsBySubject: Lookup<string, string> = {
  keyOf: id => id,
  ask: async (ids, { main }) => {
    const rows = await rowsByKey(main, 'medic-client/reports_by_subject', ids);
    return rows.map(({ id, key }) => [String(key), id]);
  },
  noted: doc => (isReport(doc) ? reportSubjectIds(doc).map(id => [id, doc._id]) : []),
};

/**
 * Valid registrations about the subject of the report (patient, place, case), the oldest first, the report itself left
 * out.
 */
export const registrations: Fact<Report, readonly Report[]> = {
  look: (report, want) => {
    wantSubject(report, want);
    for (const id of subjectIdsOf(report, want.desk)) wantReportsAbout(id, want);
  },
  // The sender of the report may turn out to be its subject.
  ahead: (report, want) => {
    if (namedIn(report).length > 0) return;
    for (const sender of sendersOf(report, want.desk))
      for (const id of subjectIds(contactAt(sender, want.desk)!)) wantReportsAbout(id, want);
  },
  read: (report, desk) => {
    const ids = new Set(subjectIdsOf(report, desk).flatMap(id => desk.lookups.find(reportsBySubject, id) ?? []));
    ids.delete(report._id);
    return [...ids]
      .map(id => desk.docs.get(id))
      .filter(isReport)
      .filter(other => countsIn(other, desk.settings))
      .sort((a, b) => (isMadeBefore(a, b) ? -1 : 1));
  },
};

/** The same where `needs` says that the rule cannot do without for this document; else none. */
export const registrationsIfWanted: Fact<Report, readonly Report[], boolean> = {
  look: (report, want, isWanted) => {
    if (isWanted) registrations.look(report, want, undefined);
  },
  ahead: (report, want, isWanted) => {
    if (isWanted) registrations.ahead?.(report, want, undefined);
  },
  read: (report, desk, isWanted) => (isWanted ? registrations.read(report, desk, undefined) : []),
};

const wantReportsAbout = (id: string, want: Want): void => {
  for (const report of want.rows(reportsBySubject, id) ?? []) want.doc(report);
};

/** Every id under which other reports may name the subject of this one: as it names it, and as the contact is known. */
const subjectIdsOf = (report: Report, desk: Desk): string[] => {
  const named = namedIn(report);
  const contacts = named.flatMap(reference => contactAt(referredId(reference, desk), desk) ?? []);
  const cases = [report.case_id, report.fields?.case_id]
    .filter(id => id !== undefined && id !== null && id !== '')
    .map(String);
  return [...new Set([...named, ...contacts.flatMap(subjectIds), ...cases])];
};

/** Contacts that may turn out to be both sender and subject. */
const sendersOf = ({ contact, from }: Report, desk: Desk): string[] => {
  const callers = from ? (desk.lookups.find(contactsByPhone, String(from)) ?? []) : [];
  return [...(contact?._id ? [contact._id] : []), ...callers].filter(id => contactAt(id, desk));
};

/**
 * Whether reports, as they stood, count as registrations: of many about one person each asks it of all the others.
 */
const counted = new WeakMap<Settings, WeakMap<Report, boolean>>();

const countsIn = (report: Report, settings: Settings): boolean => {
  const all = counted.get(settings) ?? new WeakMap<Report, boolean>();
  counted.set(settings, all);
  const counts = all.get(report) ?? isValidRegistration(report, settings);
  all.set(report, counts);
  return counts;
};
