import { type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { UserSettings } from '@rounds/ddocs/documents/users.ts';

/** A value that is put into a form before it opens: text, a list for what repeats, or values by name. */
export type Prefill =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Prefill[]
  | { readonly [name: string]: Prefill };

/** Documents that are at hand: a contact with its places, and the primary contact of each. */
export type Known = (id: string) => Contact | undefined;

/** Who fills in a form: the settings of the login, the contact that stands for it, and the language of the app. */
export interface Answerer {
  settings: UserSettings | null;
  me: Contact | null;
  language: string;
}

/**
 * A contact as forms get it: every place above in `parent`, within one another, each with its primary contact in full.
 * A contact that is not at hand stays the reference that it is. CHT hands in all that a document has, and so do we; a
 * form takes what it has a name for.
 */
export const hydrated = (contact: Contact, known: Known): { [name: string]: Prefill } => {
  const full = (doc: Contact, depth: number): { [name: string]: Prefill } => {
    const above = doc.parent?._id ? (known(doc.parent._id) ?? (doc.parent as Contact)) : undefined;
    const primary = doc.contact?._id ? (known(doc.contact._id) ?? doc.contact) : undefined;
    return {
      ...doc,
      ...(above && depth < 50 ? { parent: full(above, depth + 1) } : {}),
      ...(primary ? { contact: { ...primary } } : {}),
    } as unknown as { [name: string]: Prefill };
  };
  return full(contact, 0);
};

/** `inputs/user`: the settings of the login, as CHT has them, and the language. */
const userOf = ({ settings, me, language }: Answerer): { [name: string]: Prefill } => ({
  // Without its settings, which come with the first fill, the contact tells as much as it can.
  ...(settings ? (settings as unknown as { [name: string]: Prefill }) : withoutSettings(me)),
  language,
});

const withoutSettings = (me: Contact | null): { [name: string]: Prefill } => ({
  contact_id: me?._id,
  name: me?.name,
  phone: me?.phone,
  facility_id: me?.parent?._id,
});

/**
 * What a form is told, by CHT's convention: each value goes to the element of its name at the root, and to that in
 * `inputs`, where they are.
 */
const told = (content: { [name: string]: Prefill }, answerer: Answerer): { [name: string]: Prefill } => ({
  ...content,
  inputs: { ...content, user: userOf(answerer) },
});

/**
 * What a form about a contact is told; without one, `inputs/source` keeps what the form says.
 * @param content what the task says from which it is opened
 */
export const inputsAbout = (
  contact: Contact | null,
  known: Known,
  answerer: Answerer,
  content: { [name: string]: Prefill } = {},
): { [name: string]: Prefill } =>
  told(contact ? { source: 'contact', ...content, contact: hydrated(contact, known) } : content, answerer);

/** What an edit form is told: the contact under the name of its type, with its places and its primary contact. */
export const inputsToEdit = (contact: Contact, known: Known, answerer: Answerer): { [name: string]: Prefill } => {
  const whole = hydrated(contact, known);
  const type = typeOf(contact) ?? 'contact';
  return { [type]: whole, inputs: { source: 'contact', user: userOf(answerer) } };
};

/** What a create form is told: the type, and the place that it adds to. */
export const inputsToCreate = (
  type: string,
  parentId: string | undefined,
  answerer: Answerer,
): { [name: string]: Prefill } => ({
  [type]: { ...typeFields(type), parent: parentId },
  inputs: { source: 'contact', user: userOf(answerer) },
});

const hardCoded = new Set(['district_hospital', 'health_center', 'clinic', 'person']);

/** How a document says of which type of contact it is. */
export const typeFields = (type: string): { type: string; contact_type?: string } =>
  hardCoded.has(type) ? { type } : { type: 'contact', contact_type: type };
