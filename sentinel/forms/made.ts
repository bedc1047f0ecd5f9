import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Attachment, Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { attachmentsOf } from './attachments.ts';
import { answered } from './documents.ts';
import type { Dom } from './dom.ts';
import type { Filling } from './filling.ts';
import { kin } from './kin.ts';
import { marksOf } from './marks.ts';
import type { Recorded } from './position.ts';
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
  /** Name of the user, where somebody is logged in. */
  by?: string;
  /** Where the device is. */
  position?: Recorded;
  /** Finds a file that was answered with; undefined for one that is stored already. */
  file?: (name: string) => Attachment | undefined;
}

/** The documents that a form filled in makes, the main one first, with its files. */
export const docsMade = async (
  { purpose, parties, form, xml, filling }: FilledIn,
  { dom, store, file = () => undefined, ...made }: Making,
): Promise<Doc[]> => {
  const { contactId, edit } = purpose;
  const report = purpose.report ? ((await store.get<Report>(purpose.report)) ?? parties.report) : undefined;
  const marks = marksOf(dom, xml);
  const main = report?._id ?? (edit ? contactId : made.id);
  const answers = answered(dom, filling.xml(), marks, main, () => crypto.randomUUID());
  const contact = contactId ? ((await store.get<Contact>(contactId)) ?? parties.contact) : null;
  const chosen = await store.getMany<Contact>(idsIn(answers.fields));
  const near = [contact, ...chosen].filter(each => each !== null);
  const known = await kin(store, near);
  const more = { ...made, unanswered: filling.unanswered() };
  const named = { ...form, knows: (path: string) => marks.all.has(path) };
  const now = { ...parties, contact, report, known: (id: string) => known.get(id) };
  const [first, ...others] = docsOf(purpose, now, named, answers, more);
  const before = report ?? (edit ? (contact ?? undefined) : undefined);
  const files = attachmentsOf(before, answers, file, form.internalId);
  return [withFiles(first!, files), ...(await overStored(store, others))];
};

const withFiles = ({ _attachments: _, ...doc }: Doc, files: Record<string, Attachment>): Doc =>
  Object.keys(files).length > 0 ? { ...doc, _attachments: files } : doc;

/** Documents that a form makes; one that names a document which is there already changes that one. */
const overStored = async (store: Making['store'], docs: readonly Doc[]): Promise<Doc[]> => {
  const stored = await store.getMany<Doc>(docs.flatMap(({ _id, _rev }) => (_rev ? [] : [_id])));
  const known = new Map(stored.filter(each => each !== null).map(each => [each._id, each]));
  return docs.map(doc => {
    const before = doc._rev ? undefined : known.get(doc._id);
    return before ? { ...before, ...doc, reported_date: before.reported_date ?? doc.reported_date } : doc;
  });
};

/** Ids that a contact form may have for the places and primary contacts that were chosen in it. */
const idsIn = (fields: object): string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return idsIn(value);
    return (name === 'parent' || name === 'contact' || name === '_id') && value && value !== 'NEW'
      ? [String(value)]
      : [];
  });
