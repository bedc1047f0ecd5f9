import { type Contact, type ContactType, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Fields } from './answers.ts';
import { type Known, typeFields } from './prefill.ts';

/** What the documents of a contact form are made of besides its answers. */
export interface ContactMaking {
  /** Type chosen, as an id of `settings.contact_types`. */
  type: string;
  /** Makes ids. */
  id: () => string;
  now: number;
  /** Contact id of the person who fills in the form. */
  creator: string | undefined;
  /** Version of the form, as its document has it. */
  version?: unknown;
  /** Documents at hand, for the places above whoever is chosen. */
  known: Known;
}

/** What a new contact is made of besides its answers. */
export interface NewContact extends ContactMaking {
  /** The place it belongs to, with its lineage; undefined at the top. */
  parent: Lineage | undefined;
}

/** Groups of a contact form that are not contacts. */
const notContacts = new Set(['inputs', 'meta', 'init', 'repeat']);

/**
 * The name of the group of a contact form that is the contact itself: that of its type; without one `contact`, or else
 * the first group that may be one.
 * @param groups names of the groups at the root, in their order
 */
export const mainGroup = (groups: readonly string[], type: string): string | undefined => {
  const may = groups.filter(name => !notContacts.has(name));
  return [type, 'contact'].find(name => may.includes(name)) ?? may[0];
};

/**
 * The documents that a contact form makes, by CHT's convention, the main one first: the group named after the type is
 * the contact; the group `contact` or `parent`, where the field of that name is `NEW`, is another; each `repeat/child`
 * is one below it. CHT loses what stands in `repeat/child_data`, or in another group whose field is `NEW`: here they
 * become contacts too.
 */
export const newContacts = (fields: Fields, wanted: NewContact): Contact[] => {
  const [main, answers] = mainOf(fields, wanted.type);
  const { contact: _contact, parent: _parent, type: _type, contact_type: _kind, ...rest } = withoutIds(answers);
  const parent = minifyLineage(wanted.parent);
  const contact: Contact = {
    _id: wanted.id(),
    ...rest,
    ...typeFields(wanted.type),
    ...(parent ? { parent } : {}),
    ...made(wanted),
  };
  return [contact, ...family(contact, fields, main, answers, wanted)];
};

/**
 * A contact with the answers of its edit form, and those that the form makes with it. Fields that the form does not ask
 * for stay as they are; a group that it asks takes the place of the one that was stored.
 */
export const changedContacts = (before: Contact, fields: Fields, wanted: ContactMaking): Contact[] => {
  const [main, answers] = mainOf(fields, wanted.type);
  const { contact: _contact, parent: _parent, type: _type, contact_type: _kind, ...rest } = withoutIds(answers);
  const contact: Contact = {
    ...before,
    ...rest,
    ...(wanted.version === undefined ? {} : { form_version: wanted.version }),
  };
  return [contact, ...family(contact, fields, main, answers, wanted)];
};

const isGroup = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mainOf = (fields: Fields, type: string): [name: string, answers: Fields] => {
  const groups = Object.keys(fields).filter(name => isGroup(fields[name]));
  const name = mainGroup(groups, type) ?? '';
  return [name, (fields[name] as Fields | undefined) ?? {}];
};

const withoutIds = ({ _id: _, _rev: __, ...answers }: Fields): Fields => answers;

const made = ({ now, creator, version }: ContactMaking) => ({
  reported_date: now,
  ...(version === undefined ? {} : { form_version: version }),
  ...(creator ? { created_by_contact: creator } : {}),
});

/** The reference to a contact, with the places above it. */
const referenceTo = (contact: Pick<Contact, '_id' | 'parent'>): Lineage => minifyLineage(contact)!;

/** The id that a field for a contact holds: a text, or a group with `_id`. */
const idIn = (answer: Fields[string] | undefined): string | undefined => {
  if (answer === undefined || Array.isArray(answer)) return undefined;
  return isGroup(answer) ? (answer._id as string | undefined) : answer.trim();
};

/**
 * Sets `contact` and `parent` of the main document, and makes the contacts beside and below it.
 * @returns those: first the ones beside, then its children
 */
const family = (contact: Contact, fields: Fields, main: string, answers: Fields, wanted: ContactMaking): Contact[] => {
  const names = Object.keys(fields).filter(name => name !== main && !notContacts.has(name) && isGroup(fields[name]));
  const beside: Contact[] = [];
  // The place above comes first: every reference to the contact names it.
  for (const name of ['parent', 'contact', ...names.filter(each => each !== 'parent' && each !== 'contact')]) {
    const id = idIn(answers[name]);
    if (id === 'NEW' && names.includes(name)) {
      const other = besides(name, fields[name] as Fields, contact, wanted);
      contact[name] = referenceTo(other);
      beside.push(other);
    } else if (name === 'contact' || (name === 'parent' && contact._rev && id)) choose(contact, name, id, wanted);
  }
  const children = ([] as (Fields[string] | undefined)[])
    .concat(fields.repeat)
    .flatMap(each => (isGroup(each) ? ([] as (string | Fields)[]).concat(each.child ?? [], each.child_data ?? []) : []))
    .filter(isGroup);
  return [...beside, ...children.map(child => another(child, referenceTo(contact), wanted))];
};

/** Keeps, changes or takes away what a field for a contact says; without the field it stays. */
const choose = (
  contact: Contact,
  name: 'contact' | 'parent',
  id: string | undefined,
  { known }: ContactMaking,
): void => {
  if (id === '') delete contact[name];
  else if (id !== undefined && id !== 'NEW' && contact[name]?._id !== id)
    contact[name] = minifyLineage(known(id)) ?? { _id: id };
};

/**
 * A contact beside the main one: a new primary contact belongs to it, a new place above belongs where the form says.
 */
const besides = (name: string, group: Fields, contact: Contact, wanted: ContactMaking): Contact => {
  const said = idIn(group.parent) ?? '';
  const below = name !== 'parent' && (said === 'PARENT' || said === '');
  const named = said && said !== 'PARENT' ? (minifyLineage(wanted.known(said)) ?? { _id: said }) : undefined;
  return another(group, below ? referenceTo(contact) : named, wanted);
};

const another = (group: Fields, parent: Lineage | undefined, wanted: ContactMaking): Contact => {
  const { parent: _parent, type, contact_type, ...answers } = withoutIds(group);
  const kind = String(contact_type || (type === 'contact' ? '' : type) || 'person');
  return { _id: wanted.id(), ...answers, ...typeFields(kind), ...(parent ? { parent } : {}), ...made(wanted) };
};

/** The permission it takes to add a contact of a type. */
export const permissionToAdd = ({ id, person }: Pick<ContactType, 'id' | 'person'>): string =>
  person || id === 'person' ? 'can_create_people' : 'can_create_places';

/** Types that may be added below a contact: not for persons. */
export const addable = <T extends ContactType & { create_form?: string }>(types: readonly T[], below: string): T[] =>
  types.filter(({ parents, create_form }) => create_form && parents?.includes(below));
