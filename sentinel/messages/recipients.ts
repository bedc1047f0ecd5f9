import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Placed } from '../contacts/placed.ts';
import { fieldOf } from '../reports/field.ts';
import { contextOf, type Spoken } from './wording.ts';

/** Somebody a message goes to. */
export interface Recipient {
  phone: string;
  /** Whose number it is, or of whose place; null where it is only a number. */
  placed: Placed | null;
}

/** Phone of the person who sent the report; undefined for a report from a screen by somebody without a phone. */
export const senderPhone = ({ report, sender }: Pick<Spoken, 'report' | 'sender'>): string | undefined => {
  const phone = report.from || sender?.contact.phone;
  // An import may have left the number as one.
  return phone ? String(phone) : undefined;
};

/** Who sent the report, if he can be reached. */
export const senderOf = (spoken: Spoken): Recipient | undefined => someone(senderPhone(spoken), spoken.sender);

const someone = (phone: unknown, placed: Placed | null): Recipient | undefined =>
  typeof phone === 'string' && phone.trim() !== '' ? { phone: phone.trim(), placed } : undefined;

/** Short codes of services have as few as three digits. */
const looksLikePhone = (text: string): boolean =>
  /^\+?[\d\s()-]{3,}$/.test(text) && /\d{3}/.test(text.replace(/\D/g, ''));

const typeNames: Readonly<Record<string, string>> = {
  clinic: 'clinic',
  health_center: 'health_center',
  district: 'district_hospital',
};

/** A contact and the places above it, each with its own lineage. */
const upwards = (placed: Placed | null): Placed[] =>
  placed
    ? [placed.contact, ...placed.lineage].map((contact, above) => ({
        ...placed,
        contact,
        lineage: placed.lineage.slice(above),
      }))
    : [];

/** The primary contact of the nearest place at or above a contact that is of a type, or so many levels up. */
const primaryOf = (
  placed: Placed | null,
  wanted: (contact: Contact, above: number) => boolean,
): Recipient | undefined => {
  const at = upwards(placed).find(({ contact }, above) => wanted(contact, above));
  return at && someone(at.phones.get(at.contact._id), at);
};

/** A document linked under a tag to a contact or to a place above it, the nearest first. */
const linkedTo = (placed: Placed | null, tag: string): Recipient | undefined =>
  upwards(placed)
    .map(({ contact }) => someone(placed?.links?.get(contact._id)?.[tag], placed))
    .find(found => found !== undefined);

const ofType = (type: string) => (contact: Contact) => (contact.contact_type ?? contact.type) === type;

/** The value at a path such as `patient.parent.contact.phone`; of a contact its phone. */
const named = (name: string, spoken: Spoken): Recipient | undefined => {
  const values = [fieldOf(spoken.report, name), at(contextOf(spoken), name)];
  return values.map(phoneIn).find(found => found !== undefined);
};

const phoneIn = (value: unknown): Recipient | undefined =>
  someone(typeof value === 'number' ? String(value) : value, null) ??
  someone((value as { phone?: unknown } | null | undefined)?.phone, null);

const at = (context: Record<string, unknown>, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => {
    const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return holds ? (value as Record<string, unknown>)[key] : undefined;
  }, context);

/**
 * Who is meant by a recipient of the settings: a keyword, a field, a path, or a number. Undefined where nobody is.
 *
 * Places are looked for above the person or place that the report is about, then above its sender.
 * See README.md, "Recipients".
 */
export const recipientOf = (recipient: string, spoken: Spoken): Recipient | undefined => {
  const { sender, subject } = spoken;
  const name = recipient.trim();
  const about = subject.patient ?? subject.place ?? sender;
  if (name === '' || name === 'reporting_unit') return senderOf(spoken);
  if (name === 'parent') return primaryOf(sender, (_, above) => above === 2);
  if (name === 'grandparent') return primaryOf(sender, (_, above) => above === 3);
  if (name.startsWith('link:'))
    return linkedTo(about, name.slice('link:'.length)) ?? linkedTo(sender, name.slice('link:'.length));
  const type = typeNames[name] ?? (name.startsWith('ancestor:') ? name.slice('ancestor:'.length) : undefined);
  if (type !== undefined) return primaryOf(about, ofType(type)) ?? primaryOf(sender, ofType(type));
  return named(name, spoken) ?? (looksLikePhone(name) ? { phone: name, placed: null } : undefined);
};
