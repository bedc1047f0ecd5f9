import { type Contact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { contactAt, placedOf, wantPlaced } from '../contacts/on-desk.ts';
import { contactsByPhone } from '../contacts/phones.ts';
import type { Placed } from '../contacts/placed.ts';
import { contactsByReference, type Reference } from '../contacts/references.ts';
import type { Fact } from '../engine/fact.ts';

/** Who may have sent a report, by what it says of its sender. */
export interface Callers {
  /** The contact whose `rc_code` the report's `refid` names; the primary contact where that is a place. */
  external: Placed | null;
  /** The contact whose phone is the report's `from`; the oldest by `reported_date` where several have it. */
  phone: Placed | null;
}

const external = (refid: unknown): Reference => ({ by: 'external', code: String(refid).toUpperCase() });

export const callers: Fact<Report, Callers> = {
  look: ({ from, refid }, want) => {
    if (from) for (const id of want.rows(contactsByPhone, String(from)) ?? []) wantPlaced(id, want);
    if (!refid) return;
    for (const id of want.rows(contactsByReference, external(refid))?.slice(0, 1) ?? []) {
      wantPlaced(id, want);
      wantPlaced(contactAt(id, want.desk)?.contact?._id, want);
    }
  },
  read: ({ from, refid }, desk) => {
    const [named] = refid ? (desk.lookups.find(contactsByReference, external(refid)) ?? []) : [];
    const found = contactAt(named, desk);
    const ofPlace = isPerson(found as Doc | null, desk.settings.contact_types) ? undefined : found?.contact?._id;
    const ids = from ? (desk.lookups.find(contactsByPhone, String(from)) ?? []) : [];
    const withPhone = ids.flatMap(id => contactAt(id, desk) ?? []);
    const [oldest] = withPhone.sort((a, b) => age(a) - age(b) || (a._id < b._id ? -1 : 1));
    return {
      external: placedOf(ofPlace, desk) ?? placedOf(found?._id, desk),
      phone: placedOf(oldest?._id, desk),
    };
  },
};

const age = ({ reported_date }: Contact): number => Number(reported_date ?? 0) || 0;
