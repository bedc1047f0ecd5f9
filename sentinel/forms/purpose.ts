import { type Contact, type ContactType, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Fields } from './answers.ts';
import { changedContact, newContacts } from './contact-docs.ts';
import { inputsAbout, inputsToCreate, inputsToEdit } from './prefill.ts';
import { type NewReport, reportOf } from './report.ts';
import type { Prefill } from './xform.ts';

/** What a form is filled in for: a report about a contact, a new contact below it, or a change of it. */
export interface Purpose {
  contactId: string;
  /** Form of a report, by its internal id; '' for none. */
  form: string;
  /** Type of a contact to be added; '' for none. */
  create: string;
  edit: boolean;
}

/** A type of contact with the forms that make and change such contacts. */
export type TypeWithForms = ContactType & { create_form?: string; edit_form?: string };

/** The people whom filling in a form is about. */
export interface Parties {
  /** Whom the form is about, or below whom a contact is added. */
  contact: Contact;
  /** Contact of the person who fills it in. */
  me: Contact | null;
}

/**
 * Internal id of the form for a purpose.
 * @param typeNamed finds a type of contact by its id
 * @param contact null when it is not known
 */
export const formIdFor = (
  typeNamed: (id: string) => TypeWithForms | undefined,
  { form, create }: Purpose,
  contact: Contact | null,
): string => {
  if (form) return form;
  const type = typeNamed(create || (contact ? (typeOf(contact) ?? '') : ''));
  const named = create ? type?.create_form : type?.edit_form;
  return (named ?? `form:contact:${type?.id}:${create ? 'create' : 'edit'}`).replace(/^form:/, '');
};

/** What a form is told before it opens. @param places those above the contact, the nearest first */
export const toldBefore = (
  { create, edit }: Purpose,
  { contact, me }: Parties,
  places: readonly Contact[],
): { [name: string]: Prefill } => {
  if (create) return inputsToCreate(create, contact._id, me);
  return edit ? inputsToEdit(contact, me) : inputsAbout(contact, places, me);
};

/**
 * The documents that a form filled in makes; the main one, which gets `made.id` where it is new, first.
 * @param form internal id of the form
 */
export const docsOf = (
  { create, edit }: Purpose,
  { contact, me }: Parties,
  form: string,
  answers: Fields,
  made: NewReport,
): Doc[] => {
  if (edit) return [changedContact(contact, answers, typeOf(contact) ?? '')];
  if (!create) return [reportOf(form, answers, me, made)];
  const ids = [made.id];
  const id = () => ids.pop() ?? crypto.randomUUID();
  const parent = { _id: contact._id, ...(contact.parent ? { parent: contact.parent } : {}) };
  return newContacts(answers, { type: create, parent, id, now: made.now, creator: me?._id });
};
