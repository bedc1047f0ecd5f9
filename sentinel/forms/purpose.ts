import { type Contact, type ContactType, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { changedContacts, newContacts } from './contact-docs.ts';
import { type Answered, groupDocs } from './documents.ts';
import { editedReport } from './edited-report.ts';
import { located } from './position.ts';
import { type Answerer, inputsAbout, inputsToCreate, inputsToEdit, type Known, type Prefill } from './prefill.ts';
import { type NewReport, reportOf } from './report.ts';

/** What a form is filled in for: a report, or a change of one, a new contact below a contact, or a change of it. */
export interface Purpose {
  /** Whom it is about; '' for nobody. */
  contactId: string;
  /** Id of the report that is edited. */
  report?: string;
  /** Form of a report, by its internal id; '' for none. */
  form: string;
  /** Type of a contact to be added; '' for none. */
  create: string;
  edit: boolean;
  /** What a task tells the form that it opens. */
  content?: object;
}

/** A type of contact with the forms that make and change such contacts. */
export type TypeWithForms = ContactType & { create_form?: string; edit_form?: string };

/** The people whom filling in a form is about. */
export interface Parties extends Answerer {
  /** Whom the form is about, or below whom a contact is added; null for nobody. */
  contact: Contact | null;
  /** The report that is edited. */
  report?: Report | undefined;
  /** Documents at hand: the places above with their primary contacts, and whoever was chosen in the form. */
  known: Known;
}

/** A form as its document tells of it. */
export interface FormNamed {
  internalId: string;
  /** `xmlVersion` of the form document: with every document that the form makes, as `form_version`. */
  version?: unknown;
  /** Whether it has a field or group at a path below the root; needed to edit a report. */
  knows?: (path: string) => boolean;
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

/** The type of contact that a form makes or changes; undefined for a report. */
export const typeMade = ({ create, edit }: Purpose, contact: Contact | null): string | undefined =>
  create || (edit && contact ? (typeOf(contact) ?? 'contact') : undefined);

/** What a form is told before it opens. */
export const toldBefore = ({ create, edit, content }: Purpose, parties: Parties): { [name: string]: Prefill } => {
  const { contact, known, report } = parties;
  // A report that is edited holds already what its form was told.
  if (report) return (report.fields ?? {}) as { [name: string]: Prefill };
  if (create) return inputsToCreate(create, contact?._id, parties);
  return edit && contact
    ? inputsToEdit(contact, known, parties)
    : inputsAbout(contact, known, parties, content as { [name: string]: Prefill } | undefined);
};

/**
 * The documents that a form filled in makes; the main one, which gets `made.id` where it is new, first, and those of
 * its `db-doc` groups last.
 */
export const docsOf = (
  { create, edit }: Purpose,
  { contact, known, me, report }: Parties,
  { internalId, version, knows = () => true }: FormNamed,
  { fields, more, hidden }: Answered,
  made: NewReport,
): Doc[] => {
  const ids = [made.id];
  const making = {
    id: () => ids.pop() ?? crypto.randomUUID(),
    now: made.now,
    creator: me?._id,
    version,
    known,
  };
  const groups = groupDocs(more, made.now, version).map(doc =>
    create || edit ? doc : { ...doc, ...located(undefined, made.position, made.now) },
  );
  if (report) {
    const { now, unanswered, position } = made;
    const editing = { by: made.by ?? '', now, knows, version, hidden, unanswered, position };
    // What a group made was made with the report; one that names a document changes that one again.
    const named = new Set(more.filter(({ fields: own }) => own._id).map(({ _id }) => _id));
    return [editedReport(report, fields, editing), ...groups.filter(({ _id }) => named.has(_id))];
  }
  if (edit && contact)
    return [...changedContacts(contact, fields, { ...making, type: typeOf(contact) ?? '' }), ...groups];
  if (!create) return [reportOf(internalId, fields, me, { ...made, version, hidden }), ...groups];
  const parent = contact ? { _id: contact._id, ...(contact.parent ? { parent: contact.parent } : {}) } : undefined;
  return [...newContacts(fields, { ...making, type: create, parent }), ...groups];
};
