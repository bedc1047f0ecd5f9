import { ancestorIds, type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { fieldsOf } from '@rounds/sentinel/forms/answers.ts';
import { changedContact, newContacts } from '@rounds/sentinel/forms/contact-docs.ts';
import { inputsAbout, inputsToCreate, inputsToEdit } from '@rounds/sentinel/forms/prefill.ts';
import { formWords, prefilled } from '@rounds/sentinel/forms/xform.ts';
import { formTitle, typeName } from '../../words/labels.ts';
import { locale, t } from '../../words/words.ts';
import { ownContact } from '../people/own-contact.ts';
import type { Phone } from '../phone.ts';
import type { FormDoc } from '../programme/programme.ts';
import { formText } from './form-text.ts';
import { reportOf } from './save.ts';

/** What a form is filled in for: a report about a contact, a new contact below it, or a change of it. */
export interface Purpose {
  contactId: string;
  /** Form of a report, by its internal id; '' for none. */
  form: string;
  /** Type of a contact to be added; '' for none. */
  create: string;
  edit: boolean;
}

/** A form ready to be filled in. */
export interface Prepared {
  formDoc: FormDoc;
  /** Whom it is about, or below whom a contact is added. */
  contact: Contact;
  /** Contact of the person who fills it in. */
  me: Contact | null;
  /** The form with what it is told beforehand. */
  xml: string;
}

/** Internal id of the form for a purpose. @param contact null when it is not known */
export const formIdFor = ({ programme }: Phone, { form, create }: Purpose, contact: Contact | null): string => {
  if (form) return form;
  const type = programme.type(create || (contact ? (typeOf(contact) ?? '') : ''));
  const named = create ? type?.create_form : type?.edit_form;
  return (named ?? `form:contact:${type?.id}:${create ? 'create' : 'edit'}`).replace(/^form:/, '');
};

/** The form for a purpose, told whom it is about; null when the phone does not have it. */
export const prepare = async (phone: Phone, purpose: Purpose, contact: Contact): Promise<Prepared | null> => {
  const formDoc = phone.programme.form(formIdFor(phone, purpose, contact));
  const text = formDoc ? await formText(phone.db, formDoc) : null;
  if (!formDoc || !text) return null;
  const me = await ownContact(phone);
  return { formDoc, contact, me, xml: prefilled(text, await inputs(phone, purpose, contact, me)) };
};

const inputs = async (phone: Phone, { create, edit }: Purpose, contact: Contact, me: Contact | null) => {
  if (create) return inputsToCreate(create, contact._id, me);
  if (edit) return inputsToEdit(contact, me);
  const above = await phone.store.getMany<Contact>(ancestorIds(contact));
  const places = above.filter(each => each !== null);
  return inputsAbout(contact, places, me);
};

/** The purpose in words: the title of the page. */
export const headingFor = (phone: Phone, purpose: Purpose, contact: Contact | null): string => {
  const { programme } = phone;
  const { create } = purpose;
  if (!create) return formTitle(programme, formIdFor(phone, purpose, contact));
  const type = programme.type(create);
  const words = type?.create_key ? t(type.create_key) : '';
  return words && words !== type?.create_key ? words : t('contact.add', { type: typeName(type, create) });
};

/**
 * The documents that a form filled in makes; the main one, which gets `mainId` where it is new, first.
 * @param filled the answers as XML
 */
export const docsFrom = async (
  phone: Phone,
  { contactId, create, edit }: Purpose,
  { formDoc, contact: known, me, xml }: Prepared,
  filled: string,
  mainId: string,
): Promise<Doc[]> => {
  const fields = fieldsOf(filled, formWords(xml, locale()).repeats);
  const now = phone.clock();
  const contact = (await phone.store.get<Contact>(contactId)) ?? known;
  if (edit) return [changedContact(contact, fields, typeOf(contact) ?? '')];
  if (!create) {
    const person = phone.people.get(contactId);
    const subjectMuted = !!person && phone.people.silent(person);
    return [reportOf(formDoc.internalId, fields, me, { id: mainId, now, locale: locale(), subjectMuted })];
  }
  const ids = [mainId];
  const id = () => ids.pop() ?? crypto.randomUUID();
  const parent = { _id: contact._id, ...(contact.parent ? { parent: contact.parent } : {}) };
  return newContacts(fields, { type: create, parent, id, now, creator: me?._id });
};
