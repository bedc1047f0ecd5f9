import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { reportSubject } from '../../data/forms/report-subject.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import type { Trouble } from './form-trouble.ts';

/** What a form is filled in about. */
export interface Subject {
  /** The report that is edited. */
  report: Report | undefined;
  form: string;
  /** '' for nobody. */
  contactId: string;
  contact: Contact | null;
  /** Whether to warn first: the form is about somebody who is muted. */
  warn: boolean;
}

/** Reads what a form is filled in about. @returns why it cannot be, where the phone does not hold it */
export const subjectOf = async (phone: Phone, purpose: Purpose): Promise<Subject | Trouble> => {
  const { store, people } = phone;
  const report = purpose.report ? ((await store.get<Report>(purpose.report)) ?? undefined) : undefined;
  if (purpose.report && !report) return 'missing';
  const form = report ? (report.form ?? '') : purpose.form;
  const contactId = report ? reportSubject(people, report) : purpose.contactId;
  const contact = contactId ? await store.get<Contact>(contactId) : null;
  if (contactId && !contact && !report) return 'nobody';
  return { report, form, contactId, contact, warn: warns(phone, { ...purpose, form, contactId }) };
};

const warns = ({ people, programme }: Phone, { form, contactId, create, edit, report }: Purpose): boolean => {
  const person = people.get(contactId);
  return !edit && !create && !report && programme.mutes(form) !== 'unmute' && !!person && people.silent(person);
};
