import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { answered } from '@rounds/sentinel/forms/documents.ts';
import type { Dom } from '@rounds/sentinel/forms/dom.ts';
import { openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Field, Filling } from '@rounds/sentinel/forms/filling.ts';
import { marksOf } from '@rounds/sentinel/forms/marks.ts';
import { docsOf, type Purpose, toldBefore, typeMade } from '@rounds/sentinel/forms/purpose.ts';
import { prefilled } from '@rounds/sentinel/forms/xform.ts';

/** A form with the answers of somebody who fills it in. */
export interface Story {
  xml: string;
  /** Internal id of the form. */
  form: string;
  purpose: Purpose;
  /** Paths of questions with what is answered to them, one after the other. */
  answers: [path: string, answer: string][];
}

/** What came of a story. */
export interface Told {
  /** How many answers were missing before the first was given. */
  missing: number;
  /** Paths of the questions in the end, in their order, with the words that the form has for them in French. */
  questions: string[];
  docs: Doc[];
}

const household: Contact = { _id: 'otieno', type: 'clinic', name: 'Otieno', place_id: '20031' };
const contact: Contact = {
  _id: 'asha',
  type: 'person',
  name: 'Asha & co',
  patient_id: '10018',
  date_of_birth: '1998-04-02',
  parent: { _id: 'otieno' },
};
const me: Contact = { _id: 'neema', type: 'person', name: 'Neema', phone: '+255712000111', parent: { _id: 'centre' } };

/** Fills in a form as the app does, with a break in the middle after which it goes on from the draft. */
export const fillIn = async (dom: Dom, { xml, form, purpose, answers: given }: Story): Promise<Told> => {
  const about = purpose.contactId === 'otieno' ? household : contact;
  const known = (id: string) => [household, contact, me].find(each => each._id === id);
  const parties = { contact: about, me, settings: null, language: 'fr', known };
  const text = prefilled(dom, xml, toldBefore(purpose, parties), typeMade(purpose, about));
  const open = (draft?: string) => openForm(dom, text, () => undefined, { draft, asks: ['file', 'geopoint'] });
  let filling = await open();
  const missing = filling.faults().length;
  for (const [at, [path, answer]] of given.entries()) {
    if (at === 2) filling = await open(filling.draft());
    filling.answer(idOf(filling, path), answer);
  }
  filling.speak('fr');
  const main = purpose.edit ? about._id : 'made';
  const answers = answered(dom, filling.xml(), marksOf(dom, text), main, () => crypto.randomUUID());
  const made = { id: 'made', now: 1_700_000_000_000, locale: 'fr', subjectMuted: false };
  const docs = docsOf(purpose, parties, { internalId: form }, answers, made);
  return { missing, questions: inner(filling.fields()).map(({ path, label }) => `${path}: ${label}`), docs };
};

const inner = (fields: readonly Field[]): Field[] => fields.flatMap(field => [field, ...inner(field.children)]);

const idOf = (filling: Filling, path: string): string => {
  const found = inner(filling.fields()).find(field => field.path === path);
  if (!found) throw new Error(`Nothing asks for ${path}`);
  return found.id;
};
