import { type Parametered, scheduleNames } from '@rounds/config/sections/event-params.ts';
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

interface Registration {
  form?: string;
  events?: (Parametered & { trigger?: string })[];
}

/** What a registration sends messages by: the schedules that it assigns. */
const schedulesOf = ({ events }: Registration): string[] =>
  (Array.isArray(events) ? events : []).flatMap(event =>
    event?.trigger === 'assign_schedule' ? scheduleNames(event) : [],
  );

/** Forms that register somebody for the same messages as a form does: itself, and that of SMS beside that of the app. */
const formsLike = ({ programme }: Registering, form: string): string[] => {
  const { registrations } = (programme.rawSettings() ?? {}) as { registrations?: Registration[] };
  const all = (Array.isArray(registrations) ? registrations : []).filter(each => each?.form);
  const own = all.filter(each => sameForm(each.form, form));
  const schedules = own.flatMap(schedulesOf);
  return all
    .filter(each => own.includes(each) || schedulesOf(each).some(name => schedules.includes(name)))
    .map(each => each.form!);
};

/**
 * The newest valid registration that still goes on for a contact, by the same form or by another for the same messages; undefined
 * where there is none, and for a form that registers nobody. A running pregnancy is one.
 */
export const runningFor = async (
  phone: Registering,
  form: string,
  contact: Contact,
  now: number,
): Promise<Running | undefined> => {
  const forms = formsLike(phone, form);
  if (forms.length === 0) return undefined;
  const reports = (await reportsAbout(phone.store, contact, 100)).filter(
    report => forms.some(each => sameForm(report.form, each)) && !report.errors?.length,
  );
  return reports
    .map(report => ({ report, ahead: messagesOf([report], now).ahead.length }))
    .find(({ ahead }) => ahead > 0);
};
