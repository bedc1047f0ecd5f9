import type { Contact } from '@rounds/ddocs/documents/contacts.ts';

/** A contact with the places above it, nearest first, and the phone numbers of those places' primary contacts. */
export interface Placed {
  contact: Contact;
  lineage: readonly Contact[];
  /** Phone of the primary contact, by the id of its place. */
  phones: ReadonlyMap<string, string>;
  /** The primary contact itself, by the id of its place, for what messages and expressions say of it. */
  primaries?: ReadonlyMap<string, Contact>;
  /**
   * Phones of documents linked to the contact or to places above it (`linked_docs`), by the id of whom they are linked
   * to and by tag.
   */
  links?: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A contact and the places above it, each with its own lineage. */
export const upwards = (placed: Placed | null): Placed[] =>
  placed
    ? [placed.contact, ...placed.lineage].map((contact, above) => ({
        ...placed,
        contact,
        lineage: placed.lineage.slice(above),
      }))
    : [];

/**
 * A contact with the places above it, each with its primary contact, as far as that is known.
 */
export const withLineage = (placed: Placed): Record<string, unknown> => {
  const above = placed.lineage.reduceRight<Record<string, unknown> | undefined>(
    (parent, place) => ({ ...place, ...primaryAt(place, placed), parent }),
    undefined,
  );
  return { ...placed.contact, ...primaryAt(placed.contact, placed), parent: above };
};

/** The primary contact of a place, as far as it is known. */
export const primaryAt = (place: Contact, { phones, primaries }: Placed): { contact?: object } => {
  const contact = primaries?.get(place._id);
  if (contact) return { contact };
  const phone = phones.get(place._id);
  return phone === undefined ? {} : { contact: { ...place.contact, phone } };
};
