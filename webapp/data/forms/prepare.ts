import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { kin } from '@rounds/sentinel/forms/kin.ts';
import { docsMade } from '@rounds/sentinel/forms/made.ts';
import type { Recorded } from '@rounds/sentinel/forms/position.ts';
import { formIdFor, type Parties, type Purpose, toldBefore, typeMade } from '@rounds/sentinel/forms/purpose.ts';
import { asksFor, withSummary } from '@rounds/sentinel/forms/summary-instance.ts';
import { heldAnswers, prefilled } from '@rounds/sentinel/forms/xform.ts';
import { type Owned, ownContact } from '../people/own-contact.ts';
import type { People } from '../people/people.ts';
import type { FormDoc, PhoneProgramme } from '../programme/phone-programme.ts';
import type { AnswerFiles } from './answer-files.ts';
import { formText } from './form-text.ts';

/** What it takes to open a form and to make documents of its answers. */
export interface FillingIn extends Owned {
  db: PouchDB.Database;
  people: Pick<People, 'get' | 'silent'>;
  programme: PhoneProgramme;
  clock: () => Ms;
  /** The `context` of the contact summary; empty where there is none. */
  summaryOf(contact: Contact): Promise<object>;
}

/** What a form is about. */
export interface About {
  /** Null for nobody. */
  contact: Contact | null;
  /** The report that is edited. */
  report: Report | undefined;
}

/** A form ready to be filled in. */
export interface Prepared extends Parties {
  formDoc: FormDoc;
  /** The form with what it is told beforehand. */
  xml: string;
  /** The answers of the report that is edited, as XML. */
  held: string | undefined;
}

/** The form for a purpose, told whom it is about; null when the phone does not have it. */
export const prepare = async (
  phone: FillingIn,
  purpose: Purpose,
  { contact, report }: About,
  language: string,
): Promise<Prepared | null> => {
  const { programme, db, store, user } = phone;
  const formDoc = programme.form(formIdFor(programme.type, purpose, contact));
  const text = formDoc ? await formText(db, formDoc) : null;
  if (!formDoc || !text) return null;
  const [me, settings, near] = await Promise.all([
    ownContact(phone),
    store.get<UserSettings>(userId(user.name)),
    kin(phone.store, contact ? [contact] : []),
  ]);
  const parties: Parties = { contact, me, settings, language, known: id => near.get(id), report };
  const told = toldBefore(purpose, parties);
  const known = report ? text : await withSummaries(phone, text, purpose.create || purpose.edit ? null : contact, me);
  const xml = prefilled(window, known, told, typeMade(purpose, contact));
  return { ...parties, formDoc, xml, held: report && heldAnswers(window, xml) };
};

/** The form, told what the programme's summary says of the contact and of the user, where it asks for that. */
const withSummaries = async (
  phone: FillingIn,
  text: string,
  contact: Contact | null,
  me: Contact | null,
): Promise<string> => {
  let xml = text;
  for (const [id, whom] of [
    ['contact-summary', contact],
    ['user-contact-summary', me],
  ] as const)
    if (whom && asksFor(text, id)) {
      const made = await phone.summaryOf(whom);
      xml = withSummary(window, xml, id, made);
    }
  return xml;
};

/** What is added to the answers when they are saved. */
interface Added {
  /** Of the main document where it is new. */
  id: string;
  /** Language of the person who answered. */
  locale: string;
  files: Pick<AnswerFiles, 'attachment'>;
  /** Where the device is. */
  position: Recorded;
}

/** The documents that a form filled in makes, from what the phone holds now; the main one first. */
export const docsFrom = async (
  phone: FillingIn,
  purpose: Purpose,
  prepared: Prepared,
  filling: Pick<Filling, 'xml' | 'unanswered'>,
  { id, locale, files, position }: Added,
): Promise<Doc[]> => {
  const { formDoc, xml } = prepared;
  const person = phone.people.get(purpose.contactId);
  const form = { internalId: formDoc.internalId, version: formDoc.xmlVersion };
  return docsMade(
    { purpose, parties: prepared, form, xml, filling },
    {
      dom: window,
      store: phone.store,
      now: phone.clock(),
      id,
      locale,
      subjectMuted: !!person && phone.people.silent(person),
      by: phone.user.name,
      position,
      file: files.attachment,
    },
  );
};
