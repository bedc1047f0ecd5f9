import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, type ScheduledTask, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import type { Programme } from '@rounds/sentinel/feed/in-force.ts';
import { textOf } from '@rounds/sentinel/messages/wording.ts';
import { dueOf } from '@rounds/sentinel/schedule/due.ts';

/** A message that will go out later. */
export interface Planned {
  /** As people there read it, such as `2026-02-03 09:00`. */
  due: string;
  state: string;
  /** The schedule and the group in it. */
  schedule: string;
  text: string;
  at: number;
}

const localTime = (at: number, zone: string | undefined): string =>
  new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(zone ? { timeZone: zone } : {}),
  }).format(at);

const placed = (contact: Contact | null): Placed | null => contact && { contact, lineage: [], phones: new Map() };

const contactCalled = async (store: Store, reference: string | undefined): Promise<Placed | null> => {
  if (reference === undefined) return null;
  const [row] = await store.query<null, Contact>('medic-client/contacts_by_reference', {
    key: ['shortcode', reference],
    limit: 1,
    docs: true,
  });
  return placed(row?.doc ?? (await store.get<Contact>(reference)));
};

const planned = (report: Report, task: ScheduledTask, subject: Subject, { settings, words }: Programme): Planned => {
  const at = dueOf(task, report) ?? 0;
  const spoken = { report, sender: null, subject, settings, words, registrations: [report] };
  const text = task.messages?.[0]?.message || textOf({ translation_key: task.message_key }, spoken);
  const schedule = [task.type, task.group].filter(part => part !== undefined).join(' ');
  return { due: localTime(at, settings.default_timezone), state: task.state, schedule, text, at };
};

interface Subject {
  patient: Placed | null;
  place: Placed | null;
}

const subjectIn = async (store: Store, report: Report): Promise<Subject> => {
  const { patient, place } = subjectOf(report);
  return { patient: await contactCalled(store, patient), place: await contactCalled(store, place) };
};

/** What a report made of a message plans, the next first. The text is as it would be today. */
export const plansOf = async (store: Store, report: Report, programme: Programme): Promise<Planned[]> => {
  const tasks = report.scheduled_tasks ?? [];
  if (tasks.length === 0) return [];
  const subject = await subjectIn(store, report);
  return tasks.map(task => planned(report, task, subject, programme)).sort((one, other) => one.at - other.at);
};

/** All that is still to come for messages of one phone, the next first. @param limit of the messages looked through */
export const allPlans = async (store: Store, phone: string, programme: Programme, limit = 5000): Promise<Planned[]> => {
  const rows = await store.query<unknown, Report>('medic/messages_by_state', {
    startKey: ['scheduled'],
    endKey: ['scheduled', {}],
    limit,
    docs: true,
  });
  const reports = new Map(rows.flatMap(({ doc }) => (doc?.from === phone ? [[doc._id, doc] as const] : [])));
  const plans = await Promise.all([...reports.values()].map(report => plansOf(store, report, programme)));
  return plans
    .flat()
    .filter(({ state }) => state === 'scheduled')
    .sort((one, other) => one.at - other.at);
};
