import type { Settings } from '@rounds/config/settings/settings.ts';
import {
  ancestorIds,
  type Contact,
  isContact,
  isMuted,
  isPerson,
  mutesBelow,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import { isSchedule, isScheduleForm, type ScheduleDoc, scheduleId } from '@rounds/ddocs/study/schedule.ts';
import { ownZone } from '../contacts/own-zone.ts';
import type { Desk } from '../engine/desk.ts';
import { inPages } from '../engine/draft.ts';
import type { EffectKind } from '../engine/effects.ts';
import { rowsByKey } from '../engine/lookup.ts';
import { planned, type Recipient, recordId } from './plan.ts';
import { beginOf } from './start.ts';

/** What is to be worked out anew: all of a schedule, or all that one contact gets. */
export type Asked = { schedule: string } | { contact: string };

/** Recipients that are worked out together. */
const page = 500;
const most = 1_000_000;

/** Whether a contact is a group of people who chat. */
export const isGroup = (contact: Contact, { contact_types: types }: Pick<Settings, 'contact_types'>): boolean =>
  types.find(({ id }) => id === typeOf(contact))?.chat === 'group';

/** Ids of those to whom the schedule of a contact goes: a group and a person themselves, of a place everybody below. */
const recipientIds = async (owner: Contact, { main, settings }: Desk): Promise<string[]> => {
  const { _id: id } = owner;
  if (isGroup(owner, settings) || isPerson(owner, settings.contact_types)) return [id];
  const rows = await main.query('medic-client/contacts_by_place', { key: id, limit: most });
  return rows.map(row => row.id);
};

/** A contact as a recipient of a schedule; null where it is none. */
const recipientOf = (id: string, schedule: ScheduleDoc, { docs, settings }: Desk): Recipient | null => {
  const contact = docs.get(id) as Contact | null | undefined;
  const owner = docs.get(schedule.contact) as Contact | null | undefined;
  if (!contact || !owner || !isContact(contact, settings.contact_types) || contact.date_of_death) return null;
  const person = isPerson(contact, settings.contact_types);
  const isMeant =
    id === owner._id ? person || isGroup(contact, settings) : person && ancestorIds(contact).includes(owner._id);
  if (!isMeant) return null;
  const lineage = ancestorIds(contact).flatMap(above => (docs.get(above) as Contact | null | undefined) ?? []);
  const zone = ownZone({ contact, lineage, phones: new Map() }) ?? settings.default_timezone;
  const muted = isMuted(contact) ? contact : lineage.find(mutesBelow);
  return {
    ...{ contact, person },
    begin: beginOf(schedule, owner, contact, zone),
    mutedBy: muted ? (muted.muted_by ?? { root: muted._id }) : null,
  };
};

/** Works out messages of schedules to recipients, and writes them; all is read beforehand by the page. */
const workOut = async (
  pairs: readonly (readonly [schedule: string, recipient: string])[],
  desk: Desk,
): Promise<void> => {
  const { docs, now, settings } = desk;
  const language = settings.locale_outgoing ?? settings.locale ?? 'en';
  for (const some of inPages(pairs, page)) {
    const schedules = [...new Set(some.map(([schedule]) => schedule))];
    await docs.read(schedules);
    const owners = schedules.flatMap(id => (docs.get(id) as ScheduleDoc | null)?.contact ?? []);
    await docs.read([...owners, ...some.map(([, recipient]) => recipient), ...some.map(pair => recordId(...pair))]);
    await docs.read(some.flatMap(([, id]) => ancestorIds((docs.get(id) as Contact | null) ?? {})));
    const records = new Set<string>();
    for (const [scheduled, id] of some) {
      const found = docs.get(scheduled) ?? null;
      const schedule = isSchedule(found) ? found : null;
      const recipient = schedule && recipientOf(id, schedule, desk);
      const record = recordId(scheduled, id);
      const stored = docs.get(record) as Report | null | undefined;
      const facts = { now, language };
      const wanted = planned(schedule, recipient, stored ?? null, facts);
      if (!wanted || wanted === stored) continue;
      records.add(record);
      if (stored) docs.change(record, doc => planned(schedule, recipient, doc as Report, facts) ?? doc);
      else docs.create(wanted);
    }
    await docs.commit(id => records.has(id));
  }
};

/** What is to be worked out, by schedule and recipient. */
type Add = (schedule: string, recipient: string) => void;

/** Whether there is any schedule: most programmes have none, and pay nothing for them. */
const anySchedule = async ({ main }: Desk): Promise<boolean> =>
  (await main.range({ from: 'schedule:', to: 'schedule:\ufff0', limit: 1 })).length > 0;

/**
 * What contacts get by the schedules of places above them, and by those of which they have messages already.
 * @returns those of them that have a schedule of their own
 */
const forContacts = async (ids: readonly string[], desk: Desk, add: Add): Promise<string[]> => {
  const { docs, main } = desk;
  await docs.read(ids);
  const above = ids.map(id => ancestorIds((docs.get(id) as Contact | null) ?? {}));
  await docs.read([...new Set([...ids, ...above.flat()])].map(scheduleId));
  ids.forEach((id, at) => {
    for (const place of above[at]!) if (docs.get(scheduleId(place))) add(scheduleId(place), id);
  });
  const rows = await rowsByKey(main, 'medic-client/reports_by_subject', ids);
  await docs.read(rows.map(({ id }) => id));
  for (const { id, key } of rows) {
    const report = docs.get(id);
    if (isReport(report) && isScheduleForm(report.form)) add(report.form, String(key));
  }
  return ids.filter(id => docs.get(scheduleId(id)));
};

/** Works out anew what is due by schedules. Done again it changes nothing. */
export const schedules: EffectKind<Asked> = {
  name: 'schedules of a study',
  carryOut: async (all, desk) => {
    const { docs, settings } = desk;
    const pairs = new Map<string, readonly [string, string]>();
    const add: Add = (schedule, recipient) => pairs.set(`${schedule} ${recipient}`, [schedule, recipient]);
    const changed = all.flatMap(asked => ('schedule' in asked ? [asked.schedule.slice('schedule:'.length)] : []));
    const contacts = [...new Set(all.flatMap(asked => ('contact' in asked ? [asked.contact] : [])))];
    const theirs = contacts.length > 0 && (await anySchedule(desk)) ? await forContacts(contacts, desk, add) : [];
    const owners = new Set([...changed, ...theirs]);
    await docs.read(owners);
    for (const id of owners) {
      const owner = docs.get(id);
      if (isContact(owner, settings.contact_types))
        for (const recipient of await recipientIds(owner, desk)) add(scheduleId(id), recipient);
    }
    await workOut([...pairs.values()], desk);
  },
};
