import { ancestorIds, type Contact, type ContactType, isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, reportSubjectIds } from '@rounds/ddocs/documents/reports.ts';
import { isServed } from '@rounds/ddocs/documents/served-kinds.ts';
import { trainedUser } from '@rounds/ddocs/documents/trainings.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';

/**
 * Who may see a document: the same for everybody, so it is worked out once a revision. A lineage is a list of ids, the
 * contact itself first. `primary` is the primary contact of a place, whom some see though he lives elsewhere. `signoff`
 * is that of the sender as the report has it, where somebody above him must sign off, else empty. `meant` are the
 * contacts that the rules may take a report to be about, as far as they are stored; they are worked out for what a
 * client writes only.
 */
export type Audience =
  | { kind: 'everyone' }
  | { kind: 'user'; name: string }
  | { kind: 'contact'; lineage: string[]; primary?: string }
  | {
      kind: 'report';
      about: string[] | null;
      by: string[] | null;
      hidden: boolean;
      signoff: string[];
      meant?: string[][];
    }
  /** A message that somebody typed: to whom it goes, whether also to numbers of nobody, and who wrote it. */
  | { kind: 'message'; to: string[][]; loose: boolean; by: string[] | null }
  /** A task, or the report that its user has gone through a training. */
  | { kind: 'task'; user: string }
  | { kind: 'target'; owner: string[] }
  | { kind: 'other' }
  | { kind: 'secret' }
  /** Deleted, and nobody remembers what it was. */
  | { kind: 'gone' };

/** What a document mentions, before its contacts are looked up. */
export type Mentions =
  | Exclude<Audience, { kind: 'report' } | { kind: 'message' } | { kind: 'target' }>
  | {
      kind: 'report';
      subject: string | undefined;
      submitter: string[];
      hidden: boolean;
      signoff: string[];
      targets: string[];
    }
  | { kind: 'message'; to: string[]; loose: boolean; submitter: string[] }
  | { kind: 'target'; ownerId: string };

const forEveryone = new Set([
  ...[
    'settings',
    'resources',
    'branding',
    'partners',
    'privacy-policies',
    'service-worker-meta',
    'extension-libs',
    'zscore-charts',
  ],
  '_design/medic-client',
]);

/** Whether a document belongs on every device, read only. */
export const isForEveryone = (doc: { _id: string; type?: string }): boolean =>
  forEveryone.has(doc._id) || doc._id.startsWith('form:') || doc.type === 'form' || doc.type === 'translations';

const fallsBack = new Set(['registration_not_found', 'invalid_patient_id']);

/** The one subject that decides on a report; undefined where only its submitter does. */
const decisiveSubject = (report: Report): string | undefined => {
  if (report.errors?.some(({ code }) => fallsBack.has(code))) return undefined;
  const fields = report.fields ?? {};
  const named = [
    ...[report.patient_id, fields.patient_id, report.patient_uuid, fields.patient_uuid],
    ...[report.place_id, fields.place_id, report.place_uuid, fields.place_uuid],
  ].find(id => (typeof id === 'string' && id !== '') || typeof id === 'number');
  return named === undefined ? undefined : String(named);
};

/** Everybody whom the rules or a list of reports may take it to be about. */
const namedBy = (report: Report): string[] => {
  const { case_id: _, fields, ...rest } = report;
  const { case_id: __, ...answers } = fields ?? {};
  return reportSubjectIds({ ...rest, fields: answers } as Report);
};

const lineageOf = (contact: { _id: string; parent?: Contact['parent'] }): string[] => [
  contact._id,
  ...ancestorIds(contact),
];
/** The primary contact of a place, where one is named. */
const primaryOf = ({ contact }: Contact): { primary?: string } => {
  const id = (contact as { _id?: unknown } | null | undefined)?._id;
  return typeof id === 'string' && id !== '' ? { primary: id } : {};
};
const isTrue = (value: unknown): boolean => value === true || value === 'true';

/**
 * Ids of the contacts to whom a typed message goes, now or at a moment that was chosen, each once, and whether it goes
 * to a number without a contact.
 */
const recipientsOf = ({ tasks, scheduled_tasks: later }: Report): { to: string[]; loose: boolean } => {
  const messages = [tasks, later]
    .flatMap(list => (Array.isArray(list) ? list : []))
    .flatMap(task => (Array.isArray(task?.messages) ? task.messages : []));
  const ids = messages.map(message => (message as { contact?: { _id?: unknown } } | null)?.contact?._id);
  const to = ids.filter((id): id is string => typeof id === 'string' && id !== '');
  return { to: [...new Set(to)], loose: to.length < ids.length };
};

const readMentions = (doc: Doc, types: readonly ContactType[]): Mentions => {
  if (isForEveryone(doc)) return { kind: 'everyone' };
  if (doc._id.startsWith('_') || doc._id.startsWith('token:') || doc.type === 'token_login') return { kind: 'secret' };
  if (isServed(doc._id)) return { kind: 'secret' };
  if (doc.type === 'user-settings') return { kind: 'user', name: doc._id.replace(/^org\.couchdb\.user:/, '') };
  if (isContact(doc, types)) return { kind: 'contact', lineage: lineageOf(doc), ...primaryOf(doc) };
  if (doc.type === 'task') return { kind: 'task', user: String(doc.user ?? '') };
  if (doc.type === 'target') return { kind: 'target', ownerId: String(doc.owner ?? '') };
  if (doc.type !== 'data_record') return { kind: 'other' };
  const report = doc as Report;
  // A training is about nobody but who has gone through it.
  const trained = trainedUser(doc);
  if (trained !== undefined && namedBy(report).length === 0) return { kind: 'task', user: userId(trained) };
  const group = report.chat_message?.group;
  // Where its sender lives gives no right to what he says in a group.
  if (group)
    return { kind: 'report', subject: group, submitter: [], hidden: false, signoff: [], targets: namedBy(report) };
  const submitter = typeof report.contact?._id === 'string' ? lineageOf(report.contact) : [];
  // One with a form is settled like any report, and so judged as one.
  if (report.kujua_message === true && !report.form) return { kind: 'message', ...recipientsOf(report), submitter };
  return {
    kind: 'report',
    subject: decisiveSubject(report),
    submitter,
    hidden: isTrue(report.fields?.private),
    signoff: isTrue(report.fields?.needs_signoff) ? submitter : [],
    targets: namedBy(report),
  };
};

/**
 * What a document mentions, as far as it can be read: one faulty document must not end the fill of everybody who may
 * see it. One that cannot be read at all is shown to administrators only.
 * @param types of `settings.contact_types`
 * @param misread told of the id of a document of which something cannot be read
 */
export const mentionsOf = (
  stored: Doc,
  types: readonly ContactType[],
  misread: (id: string) => void = () => undefined,
): Mentions => {
  const { doc, misfits } = legible(stored);
  if (misfits.length > 0) misread(stored._id);
  try {
    return readMentions(doc, types);
  } catch {
    misread(stored._id);
    return { kind: 'secret' };
  }
};
