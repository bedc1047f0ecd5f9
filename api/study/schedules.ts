import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, type Contact, isContact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import {
  isSchedule,
  type ScheduleDoc,
  type ScheduleEntry,
  type ScheduleStart,
  scheduleId,
} from '@rounds/ddocs/study/schedule.ts';
import { ownZone } from '@rounds/sentinel/contacts/own-zone.ts';
import { isGroup } from '@rounds/sentinel/study/carry-out.ts';
import { planned, recordId } from '@rounds/sentinel/study/plan.ts';
import { type Begin, beginOf, dueOn } from '@rounds/sentinel/study/start.ts';

/** A message as a preview or a calendar shows it. */
export interface Due {
  day: number;
  due: string;
  text: Readonly<Record<string, string>>;
}

/** What a change of a schedule would do. */
export interface Preview {
  /** Will go, at its time. */
  will_send: Due[];
  /** Stood in the schedule and will not go any more. */
  superseded: Due[];
  /** Will not go: its time was over before it was planned. */
  skipped: Due[];
  /** Went already, and does not go again. */
  sent: Due[];
  /** How many it goes to. */
  recipients: number;
  /** By whose clock it starts, as IANA names it; absent for that of the server. */
  zone?: string;
}

interface Facts {
  main: Store;
  settings: Settings;
  now: Ms;
}

/** The schedule of a contact; one without messages where it has none. */
export const scheduleOf = async (main: Store, contact: string): Promise<ScheduleDoc> => {
  const stored = await main.get(scheduleId(contact));
  return isSchedule(stored) ? stored : { _id: scheduleId(contact), type: 'schedule', contact, entries: [] };
};

/** The zone by whose clock a contact lives, as far as it or a place above says so, else that of the programme. */
const zoneFor = async (contact: Contact, { main, settings }: Facts): Promise<string | undefined> => {
  const lineage = (await main.getMany<Contact>(ancestorIds(contact))).filter(place => place !== null);
  return ownZone({ contact, lineage, phones: new Map() }) ?? settings.default_timezone;
};

/** Day 0 of a schedule, as it is for the contact that it is for. */
export const beginFor = async (schedule: ScheduleDoc, contact: Contact, facts: Facts): Promise<Begin> =>
  beginOf(schedule, contact, contact, await zoneFor(contact, facts));

/** How many get what is for a contact: a group is one, however many are in it. */
const recipientsOf = async (contact: Contact, { main, settings }: Facts): Promise<number> => {
  const { contact_types: types } = settings;
  const { _id: id } = contact;
  if (isGroup(contact, settings) || isPerson(contact, types)) return 1;
  const rows = await main.query('medic-client/contacts_by_place', { key: id, limit: 100_000 });
  const docs = await main.getMany<Contact>(rows.map(row => row.id));
  return docs.filter(doc => isPerson(doc, types)).length;
};

/** What would follow if a schedule stood like this. */
export const preview = async (
  contact: Contact,
  before: ScheduleDoc,
  after: ScheduleDoc,
  facts: Facts,
): Promise<Preview> => {
  const begin = await beginFor(after, contact, facts);
  const earlier = await beginFor(before, contact, facts);
  const { _id: id } = contact;
  const record = await facts.main.get<Report>(recordId(after._id, id));
  const person = isPerson(contact, facts.settings.contact_types);
  const recipient = { contact, person, begin, mutedBy: null };
  const language = facts.settings.locale_outgoing ?? facts.settings.locale ?? 'en';
  const report = planned(after, recipient, record, { now: facts.now, language });
  const tasks = report?.scheduled_tasks ?? [];
  const of = (entry: ScheduleEntry, from: Begin): Due => ({
    ...{ day: entry.day, text: entry.text },
    due: new Date(dueOn(from, entry.day)).toISOString(),
  });
  const on = after.entries.filter(({ enabled }) => enabled);
  const goes = (entry: ScheduleEntry) =>
    tasks.some(task => task.entry === entry.id && ['scheduled', 'muted'].includes(task.state));
  const went = (entry: ScheduleEntry) =>
    tasks.some(task => task.entry === entry.id && !['cleared', 'skipped'].includes(task.state));
  const still = new Set(on.map(entry => entry.id));
  return {
    will_send: on.filter(goes).map(entry => of(entry, begin)),
    skipped: on.filter(entry => !goes(entry) && !went(entry)).map(entry => of(entry, begin)),
    sent: on.filter(entry => !goes(entry) && went(entry)).map(entry => of(entry, begin)),
    superseded: before.entries
      .filter(({ enabled, id: entry }) => enabled && !still.has(entry))
      .map(entry => of(entry, earlier)),
    recipients: await recipientsOf(contact, facts),
    ...(begin.zone ? { zone: begin.zone } : {}),
  };
};

/** Writes a schedule. @returns false where somebody else changed it meanwhile */
export const writeSchedule = async (
  main: Store,
  schedule: ScheduleDoc,
  change: { entries?: ScheduleEntry[]; start?: ScheduleStart | null },
  by: string,
  now: Ms,
): Promise<boolean> => {
  const { start, ...rest } = schedule;
  const begins = change.start === undefined ? start : (change.start ?? undefined);
  const next: ScheduleDoc = {
    ...rest,
    ...(begins ? { start: begins } : {}),
    entries: change.entries ?? schedule.entries,
    ...{ by, at: new Date(now).toISOString() },
  };
  const [result] = await main.write([next]);
  return result?.ok === true;
};

/** Contacts that may have a schedule of their own: groups, and whoever has one already. */
export const scheduled = async ({ main, settings }: Pick<Facts, 'main' | 'settings'>): Promise<Contact[]> => {
  const types = settings.contact_types.filter(({ chat }) => chat === 'group').map(({ id }) => id);
  const rows = await main.query('medic-client/contacts_by_type', { keys: types.map(type => [type]), limit: 10_000 });
  const with_ = await main.range<ScheduleDoc>({ from: 'schedule:', to: 'schedule:\ufff0', limit: 10_000 });
  const ids = [...new Set([...rows.map(({ id }) => id), ...with_.map(({ contact }) => contact)])];
  const docs = await main.getMany<Contact>(ids);
  return docs.filter((doc): doc is Contact => isContact(doc, settings.contact_types));
};
