import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { messagesOf, reportsAbout } from '../people/reports-about.ts';

/** A registration that goes on: it has messages that are still to come. */
export interface Running {
  report: Report;
  /** How many messages are to come. */
  ahead: number;
}

interface Registering {
  store: Store;
  programme: { rawSettings(): unknown };
}

/** Whether reports of a form register somebody for messages. */
const registers = ({ programme }: Registering, form: string): boolean => {
  const { registrations } = (programme.rawSettings() ?? {}) as { registrations?: { form?: string }[] };
  return (Array.isArray(registrations) ? registrations : []).some(each => sameForm(each?.form, form));
};

/**
 * The newest valid registration by the same form that still goes on for a contact; undefined where there is none, and
 * for a form that registers nobody. A running pregnancy is one.
 */
export const runningFor = async (
  phone: Registering,
  form: string,
  contact: Contact,
  now: number,
): Promise<Running | undefined> => {
  if (!registers(phone, form)) return undefined;
  const reports = (await reportsAbout(phone.store, contact, 100)).filter(
    report => sameForm(report.form, form) && !report.errors?.length,
  );
  return reports
    .map(report => ({ report, ahead: messagesOf([report], now).ahead.length }))
    .find(({ ahead }) => ahead > 0);
};
