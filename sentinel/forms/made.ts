import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { answered } from './documents.ts';
import type { Dom } from './dom.ts';
import type { Filling } from './filling.ts';
import { kin } from './kin.ts';
import { marksOf } from './marks.ts';
import { docsOf, type FormNamed, type Parties, type Purpose } from './purpose.ts';

/** A form that was filled in, with what it was told. */
export interface FilledIn {
  purpose: Purpose;
  parties: Parties;
  form: FormNamed;
  /** The form with what it was told beforehand. */
  xml: string;
  filling: Pick<Filling, 'xml' | 'unanswered'>;
}

/** Where documents are made: on a phone from what it holds, on the server from what the user may see. */
export interface Making {
  dom: Dom;
  store: Pick<Store, 'get' | 'getMany'>;
  now: Ms;
  /** Id of the main document where it is new. */
  id: string;
  /** Language of the person who answered. */
  locale: string;
  /** Whether the contact that the form is about is muted, alone or with a place above. */
  subjectMuted: boolean;
}

/** The documents that a form filled in makes, the main one first. */
export const docsMade = async (
  { purpose, parties, form, xml, filling }: FilledIn,
  { dom, store, ...made }: Making,
): Promise<Doc[]> => {
  const main = purpose.edit ? parties.contact._id : made.id;
  const answers = answered(dom, filling.xml(), marksOf(dom, xml), main, () => crypto.randomUUID());
  const contact = (await store.get<Contact>(purpose.contactId)) ?? parties.contact;
  const chosen = await store.getMany<Contact>(idsIn(answers.fields));
  const known = await kin(store, [contact, ...chosen.filter(each => each !== null)]);
  const more = { ...made, unanswered: filling.unanswered() };
  return docsOf(purpose, { ...parties, contact, known: id => known.get(id) }, form, answers, more);
};

/** Ids that a contact form may have for the places and primary contacts that were chosen in it. */
const idsIn = (fields: object): string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return idsIn(value);
    return (name === 'parent' || name === 'contact' || name === '_id') && value && value !== 'NEW'
      ? [String(value)]
      : [];
  });
