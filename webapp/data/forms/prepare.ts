import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { fieldsOf } from '@rounds/sentinel/forms/answers.ts';
import { docsOf, formIdFor, type Parties, type Purpose, toldBefore } from '@rounds/sentinel/forms/purpose.ts';
import { formWords, prefilled } from '@rounds/sentinel/forms/xform.ts';
import { type Owned, ownContact } from '../people/own-contact.ts';
import type { People } from '../people/people.ts';
import type { FormDoc, PhoneProgramme } from '../programme/phone-programme.ts';
import { formText } from './form-text.ts';

/** What it takes to open a form and to make documents of its answers. */
export interface FillingIn extends Owned {
  db: PouchDB.Database;
  people: Pick<People, 'get' | 'silent'>;
  programme: PhoneProgramme;
  clock: () => Ms;
}

/** A form ready to be filled in. */
export interface Prepared extends Parties {
  formDoc: FormDoc;
  /** The form with what it is told beforehand. */
  xml: string;
}

/** The form for a purpose, told whom it is about; null when the phone does not have it. */
export const prepare = async (phone: FillingIn, purpose: Purpose, contact: Contact): Promise<Prepared | null> => {
  const { programme, db, store } = phone;
  const formDoc = programme.form(formIdFor(programme.type, purpose, contact));
  const text = formDoc ? await formText(db, formDoc) : null;
  if (!formDoc || !text) return null;
  const me = await ownContact(phone);
  const about = !purpose.create && !purpose.edit;
  const above = about ? await store.getMany<Contact>(ancestorIds(contact)) : [];
  const places = above.filter(each => each !== null);
  return { formDoc, contact, me, xml: prefilled(window, text, toldBefore(purpose, { contact, me }, places)) };
};

/**
 * The documents that a form filled in makes, from what the phone holds now; the main one first.
 * @param filled the answers as XML
 * @param made the id of the main document where it is new, and the language of the person who answered
 */
export const docsFrom = async (
  phone: FillingIn,
  purpose: Purpose,
  { formDoc, contact: known, me, xml }: Prepared,
  filled: string,
  made: { id: string; locale: string },
): Promise<Doc[]> => {
  const answers = fieldsOf(window, filled, formWords(window, xml, made.locale).repeats);
  const contact = (await phone.store.get<Contact>(purpose.contactId)) ?? known;
  const person = phone.people.get(purpose.contactId);
  const subjectMuted = !!person && phone.people.silent(person);
  return docsOf(purpose, { contact, me }, formDoc.internalId, answers, { ...made, now: phone.clock(), subjectMuted });
};
