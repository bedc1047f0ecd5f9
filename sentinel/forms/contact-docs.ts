import { type Contact, type ContactType, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Fields } from './answers.ts';

/** What a new contact is made of besides its answers. */
export interface NewContact {
  /** Type chosen, as an id of `settings.contact_types`. */
  type: string;
  /** The place it belongs to, with its lineage; undefined at the top. */
  parent: Lineage | undefined;
  /** Makes ids. */
  id: () => string;
  now: number;
  /** Contact id of the person who fills in the form. */
  creator: string | undefined;
}

/** Groups of a contact form that are not contacts. */
const notContacts = new Set(['inputs', 'meta', 'init', 'repeat']);

/**
 * The documents that a contact form makes, the main one first, by CHT's convention: the group named after the type is
 * the contact; a sibling group named by one of its fields with the value `NEW` is another, below it;
 * `repeat/child_data` are its children.
 */
export const newContacts = (fields: Fields, wanted: NewContact): Contact[] => {
  const groups = Object.entries(fields).filter(
    (each): each is [string, Fields] => isGroup(each[1]) && !notContacts.has(each[0]),
  );
  const [, main] = groups.find(([name]) => name === wanted.type) ??
    groups.find(([name]) => name === 'contact') ??
    groups[0] ?? ['', {}];
  const contact = contactOf(main, wanted.type, wanted.parent, wanted);
  const below: Lineage = { _id: contact._id, ...(wanted.parent ? { parent: wanted.parent } : {}) };
  const more: Contact[] = [];
  for (const [name, group] of groups) {
    if (group === main) continue;
    const named = main[name];
    if (named !== 'NEW') continue;
    const other = contactOf(group, String(group.contact_type ?? group.type ?? 'person'), below, wanted);
    contact[name] = { _id: other._id, parent: below };
    more.push(other);
  }
  const { repeat } = fields;
  const children = isGroup(repeat) ? ([] as (string | Fields)[]).concat(repeat.child_data ?? repeat.child ?? []) : [];
  for (const child of children)
    if (isGroup(child))
      more.push(contactOf(child, String(child.contact_type ?? child.type ?? 'person'), below, wanted));
  return [contact, ...more];
};

/** A contact with the answers of its edit form; what the form does not ask stays as it is. */
export const changedContact = (contact: Contact, fields: Fields, type: string): Contact => {
  const group = isGroup(fields[type])
    ? fields[type]
    : (Object.values(fields).find((each): each is Fields => isGroup(each)) ?? {});
  const { parent: _parent, type: _type, contact_type: _contactType, contact: _contact, ...answers } = group;
  return { ...contact, ...answers };
};

const isGroup = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const legacy = new Set(['district_hospital', 'health_center', 'clinic', 'person']);

const contactOf = (
  answers: Fields,
  type: string,
  parent: Lineage | undefined,
  { id, now, creator }: NewContact,
): Contact => {
  const { parent: _parent, type: _type, contact_type: _contactType, contact: _contact, ...rest } = answers;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== '' && value !== 'NEW'));
  const lineage = minifyLineage(parent);
  return {
    _id: id(),
    ...(legacy.has(type) ? { type } : { type: 'contact', contact_type: type }),
    ...given,
    ...(lineage ? { parent: lineage } : {}),
    reported_date: now,
    ...(creator ? { created_by_contact: creator } : {}),
  };
};

/** The permission it takes to add a contact of a type. */
export const permissionToAdd = ({ id, person }: Pick<ContactType, 'id' | 'person'>): string =>
  person || id === 'person' ? 'can_create_people' : 'can_create_places';

/** Types that may be added below a contact: not for persons. */
export const addable = <T extends ContactType & { create_form?: string }>(types: readonly T[], below: string): T[] =>
  types.filter(({ parents, create_form }) => create_form && parents?.includes(below));
