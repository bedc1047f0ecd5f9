import { ancestorIds, type Contact, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { isTriedAsCode } from '@rounds/ddocs/documents/short-codes.ts';
import type { Desk } from '../engine/desk.ts';
import type { Want } from '../engine/fact.ts';
import type { Placed } from './placed.ts';
import { contactsByReference, withShortCode } from './references.ts';

/** A contact on the desk, as it stands by now; null when there is none, or it was not read. */
export const contactAt = (id: string | undefined, { docs }: Pick<Desk, 'docs'>): Contact | null =>
  ((id && docs.get(id)) || null) as Contact | null;

/** Places above a contact that there are, nearest first. */
export const lineageOf = (id: string, desk: Pick<Desk, 'docs'>): Contact[] => {
  const contact = contactAt(id, desk);
  return contact ? ancestorIds(contact).flatMap(above => contactAt(above, desk) ?? []) : [];
};

/** Id of the contact that stands under a short code, else that very id. */
export const referredId = (reference: string, desk: Pick<Desk, 'lookups'>): string =>
  withShortCode(reference, desk)?.[0] ?? reference;

/** A contact with everything that is known of where it stands; null where there is none. */
export const placedOf = (id: string | undefined, desk: Pick<Desk, 'docs'>): Placed | null => {
  const contact = contactAt(id, desk);
  if (!contact || id === undefined || isReport(contact)) return null;
  const lineage = lineageOf(id, desk);
  const phones = new Map<string, string>();
  const primaries = new Map<string, Contact>();
  for (const place of [contact, ...lineage]) {
    const primary = primaryContactOf(place, desk);
    if (primary) primaries.set(place._id, primary);
    // An import may have left the number as one.
    const address = primary && reachedAt(primary);
    if (address) phones.set(place._id, address);
  }
  const links = linksOf([contact, ...lineage], desk);
  return { contact, lineage, phones, primaries, ...(links.size > 0 ? { links } : {}) };
};

/** The primary contact of a place; old data may hold it in the place itself, without an id. */
const primaryContactOf = ({ contact }: Contact, desk: Pick<Desk, 'docs'>): Contact | null => {
  const inPlace = contact as Contact | undefined;
  return inPlace && !inPlace._id ? inPlace : contactAt(inPlace?._id, desk);
};

/** Ids of the documents linked to a contact, by their tag; stored as ids, or as documents of which the id counts. */
const linkedIds = ({ linked_docs }: Contact): [tag: string, id: string][] =>
  Object.entries((linked_docs as Record<string, unknown> | null | undefined) ?? {}).flatMap(
    ([tag, linked]): [string, string][] => {
      const id = typeof linked === 'string' ? linked : (linked as { _id?: unknown } | null)?._id;
      return typeof id === 'string' ? [[tag, id]] : [];
    },
  );

const linksOf = (contacts: readonly Contact[], desk: Pick<Desk, 'docs'>): Map<string, Record<string, string>> =>
  new Map(
    contacts.flatMap(contact => {
      const phones = linkedIds(contact).flatMap(([tag, id]) => {
        const linked = contactAt(id, desk);
        const phone = linked && (reachedAt(linked) ?? reachedAt(primaryContactOf(linked, desk) ?? {}));
        return phone ? [[tag, String(phone)] as const] : [];
      });
      return phones.length > 0 ? [[contact._id, Object.fromEntries(phones)] as const] : [];
    }),
  );

/**
 * Looks for a contact with everyone above it and the primary contacts of those places.
 * @param above places that are known to stand above it before it is read
 */
export const wantPlaced = (id: string | undefined, want: Want, above: readonly string[] = []): void => {
  if (id === undefined) return;
  for (const place of above) want.doc(place);
  const contact = want.doc(id) as Contact | null | undefined;
  if (!contact || isReport(contact)) return;
  for (const place of ancestorIds(contact)) want.doc(place);
  for (const place of [contact, ...lineageOf(id, want.desk)]) {
    if (place.contact?._id) want.doc(place.contact._id);
    for (const [, linked] of linkedIds(place)) {
      const primary = (want.doc(linked) as Contact | null | undefined)?.contact?._id;
      if (primary) want.doc(primary);
    }
  }
};

/**
 * Looks for the contact under a short code or an id. It is tried first as the one that it looks like, and as the other
 * only where nobody is found, since asking for both would take twice as long for almost all.
 */
export const wantReferred = (reference: string, want: Want): void => {
  const found = withShortCode(reference, want.desk);
  const isTriedAsId = found || !isTriedAsCode(reference);
  if (isTriedAsId) wantPlaced(found?.[0] ?? reference, want);
  if (!found && !(isTriedAsId && isContactOrUnread(want.desk.docs.get(reference))))
    want.rows(contactsByReference, { by: 'shortcode', code: reference });
};

const isContactOrUnread = (doc: Doc | null | undefined): boolean =>
  doc === undefined || (doc !== null && !isReport(doc));
