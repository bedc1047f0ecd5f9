import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import { type Placed, upwards } from '../contacts/placed.ts';
import { fieldOf } from '../reports/field.ts';
import { isPhone } from '../text/phone-numbers.ts';
import { aboutWhom, contextOf, placesAbove, type Spoken } from './wording.ts';

/** Somebody a message goes to. */
export interface Recipient {
  /** A number, or the address of a chat. */
  phone: string;
  /** Whose number it is, or of whose place; null where it is only a number. */
  placed: Placed | null;
}

/**
 * Where the person who sent the report is reached: what it came from, else his phone or chat; undefined for a report
 * from a screen by somebody who has neither.
 */
export const senderPhone = ({ report, sender }: Pick<Spoken, 'report' | 'sender'>): string | undefined => {
  const phone = report.from || (sender && reachedAt(sender.contact));
  // An import may have left the number as one.
  return phone ? String(phone) : undefined;
};

/** Who sent the report, if he can be reached. */
export const senderOf = (spoken: Spoken): Recipient | undefined => someone(senderPhone(spoken), spoken.sender);

const someone = (phone: unknown, placed: Placed | null): Recipient | undefined =>
  typeof phone === 'string' && phone.trim() !== '' ? { phone: phone.trim(), placed } : undefined;

const typeNames: Readonly<Record<string, string>> = {
  clinic: 'clinic',
  health_center: 'health_center',
  district: 'district_hospital',
};

const primaryAmong = (placed: Placed | undefined): Recipient | undefined =>
  placed && someone(placed.phones.get(placed.contact._id), placed);

/** The primary contact of the nearest place at or above a contact that is of a type. */
const primaryOfType = (placed: Placed | null, type: string): Recipient | undefined =>
  primaryAmong(upwards(placed).find(({ contact }) => (contact.contact_type ?? contact.type) === type));

/** A document linked under a tag to a contact or to a place above it, the nearest first. */
const linkedTo = (placed: Placed | null, tag: string): Recipient | undefined =>
  upwards(placed)
    .map(({ contact }) => someone(placed?.links?.get(contact._id)?.[tag], placed))
    .find(found => found !== undefined);

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
 * Places are looked for above the person or place that the report is about, and above its sender only where it is about
 * nobody: somebody above the sender has nothing to do with a patient from elsewhere.
 * See README.md, "Recipients".
 */
export const recipientOf = (recipient: string, spoken: Spoken): Recipient | undefined => {
  const name = recipient.trim();
  const about = aboutWhom(spoken);
  if (name === '' || name === 'reporting_unit') return senderOf(spoken);
  if (name === 'parent') return primaryAmong(placesAbove(spoken)[0]);
  if (name === 'grandparent') return primaryAmong(placesAbove(spoken)[1]);
  if (name.startsWith('link:')) {
    const tag = name.slice('link:'.length);
    return linkedTo(about, tag) ?? primaryOfType(about, typeNames[tag] ?? tag);
  }
  const type = typeNames[name] ?? (name.startsWith('ancestor:') ? name.slice('ancestor:'.length) : undefined);
  if (type !== undefined) return primaryOfType(about, type);
  const isAddress = isPhone(name, spoken.settings) || isChatAddress(name);
  return named(name, spoken) ?? (isAddress ? { phone: name, placed: null } : undefined);
};
