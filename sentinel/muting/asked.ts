import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import type { MutingEvent, MutingIntent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from '../engine/desk.ts';
import type { Known } from './past.ts';
import { type Reach, reachOf } from './plan.ts';

/** A mute or unmute of a tree of contacts, as a report asks for it. */
export interface Cascade {
  event: MutingEvent;
  policy: UnmutePolicy;
  /** Whether a device carried it out already. */
  onDevice: boolean;
  /** The report with the reporter's answer, by the event type that it came to. */
  answer: (eventType: string, timestamp: Iso) => (doc: Doc) => Doc;
}

/** A report that mutes or unmutes, with what is known of its subject. */
export interface Asked {
  cascade: Cascade;
  /** As logged; the same again when the report is settled a second time. */
  event: MutingEvent;
  /** What a run that a crash broke off had set out to do. */
  intent: MutingIntent | undefined;
  /** The subject and the places above it, the subject first. */
  lineage: Known[];
  reach: Reach;
}

export const askedOf = (cascade: Cascade, desk: Desk): Asked => {
  const { subject, report_id } = cascade.event;
  const logged = desk.infos.get(subject)?.muting_events?.find(event => event.report_id === report_id);
  const event = logged ?? cascade.event;
  const contact = desk.docs.get(subject) as Contact;
  const above = ancestorIds(contact).flatMap(id => (desk.docs.get(id) as Contact | null | undefined) ?? []);
  const lineage = [contact, ...above].map(one => ({ contact: one, info: desk.infos.get(one._id) ?? null }));
  return { cascade, event, intent: desk.infos.get(report_id)?.muting_intent, lineage, reach: reachOf(lineage, event) };
};
