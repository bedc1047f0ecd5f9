import { ancestorIds, type Contact, type ContactType, isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';

/**
 * What of a document decides who may see it: the same for everybody, so it is worked out once a revision. A lineage is
 * a list of ids, the contact itself first. `signoff` is that of the sender as the report has it, where somebody above
 * him must sign off, else empty. `target` is whom the rules take a report to be about, where that contact is stored; it
 * is worked out for what a client writes only.
 */
export type DocFacts =
  | { kind: 'everyone' }
  | { kind: 'user'; name: string }
  | { kind: 'contact'; lineage: string[] }
  | {
      kind: 'report';
      about: string[] | null;
      by: string[] | null;
      hidden: boolean;
      signoff: string[];
      target?: string[] | null;
    }
  /** A message that somebody typed: to whom it goes, whether also to numbers of nobody, and who wrote it. */
  | { kind: 'message'; to: string[][]; loose: boolean; by: string[] | null }
  | { kind: 'task'; user: string }
  | { kind: 'target'; owner: string[] }
  | { kind: 'other' }
  | { kind: 'secret' }
  /** Deleted, and nobody remembers what it was. */
  | { kind: 'gone' };

/** What a document refers to before its contacts are looked up. */
export type DocRefs =
  | Exclude<DocFacts, { kind: 'report' } | { kind: 'message' } | { kind: 'target' }>
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

/** What a user may see (`users-and-sync.md` §5.2). */
export interface Scope {
  name: string;
  /** Works on the whole programme. */
  online: boolean;
  /** Administers it: sees secrets too. */
  admin: boolean;
  facilities: readonly string[];
  contactId: string | undefined;
  /** Levels below a facility, 0 the facility itself, Infinity for all. */
  depth: number;
  /** Levels below a facility whose reports by others are seen. */
  reportDepth: number;
  /** Primary contacts of the user's places that live elsewhere, with the depth of their place. */
  primary: ReadonlyMap<string, number>;
  replicatePrimaryContacts: boolean;
  /** Reports that nobody is the subject or the sender of. */
  unassigned: boolean;
  /** Where something is purged for the devices of these roles: the roles, and a text that changes with what is. */
  purge?: { roles: readonly string[]; generation: string };
  /** For online users: whether they may read these kinds. */
  views: { contacts: boolean; reports: boolean; users: boolean };
}

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

const lineageOf = (contact: { _id: string; parent?: Contact['parent'] }): string[] => [
  contact._id,
  ...ancestorIds(contact),
];
const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Ids of the contacts to whom a typed message goes, each once, and whether it goes to a number without a contact. */
const recipientsOf = ({ tasks }: Report): { to: string[]; loose: boolean } => {
  const messages = (Array.isArray(tasks) ? tasks : []).flatMap(task =>
    Array.isArray(task?.messages) ? task.messages : [],
  );
  const ids = messages.map(message => (message as { contact?: { _id?: unknown } } | null)?.contact?._id);
  const to = ids.filter((id): id is string => typeof id === 'string' && id !== '');
  return { to: [...new Set(to)], loose: to.length < ids.length };
};

/** What a document refers to. @param types of `settings.contact_types` */
export const refsOf = (doc: Doc, types: readonly ContactType[]): DocRefs => {
  if (isForEveryone(doc)) return { kind: 'everyone' };
  if (doc._id.startsWith('_') || doc._id.startsWith('token:') || doc.type === 'token_login') return { kind: 'secret' };
  if (doc.type === 'user-settings') return { kind: 'user', name: doc._id.replace(/^org\.couchdb\.user:/, '') };
  if (isContact(doc, types)) return { kind: 'contact', lineage: lineageOf(doc) };
  if (doc.type === 'task') return { kind: 'task', user: String(doc.user ?? '') };
  if (doc.type === 'target') return { kind: 'target', ownerId: String(doc.owner ?? '') };
  if (doc.type !== 'data_record') return { kind: 'other' };
  const report = doc as Report;
  const submitter = report.contact?._id ? lineageOf(report.contact) : [];
  // One with a form is settled like any report, and so judged as one.
  if (report.kujua_message === true && !report.form) return { kind: 'message', ...recipientsOf(report), submitter };
  return {
    kind: 'report',
    subject: decisiveSubject(report),
    submitter,
    hidden: isTrue(report.fields?.private),
    signoff: isTrue(report.fields?.needs_signoff) ? submitter : [],
    targets: Object.values(subjectOf(report)) as string[],
  };
};

/** How far below one of the user's places a contact is; undefined when it is not below any, or too far. */
export const depthWithin = (scope: Scope, lineage: readonly string[]): number | undefined => {
  const depths = scope.facilities
    .map(facility => lineage.indexOf(facility))
    .filter(depth => depth >= 0 && depth <= scope.depth);
  if (depths.length > 0) return Math.min(...depths);
  return scope.primary.get(lineage[0] ?? '');
};

const maySeeReport = (scope: Scope, { about, by, hidden, signoff }: Extract<DocFacts, { kind: 'report' }>): boolean => {
  const subject = about ?? by;
  if (!subject) return scope.unassigned;
  const seesSender = !!by && depthWithin(scope, by) !== undefined;
  const own = by !== null && scope.contactId !== undefined && by[0] === scope.contactId;
  if (hidden && !seesSender && [scope.contactId, ...scope.facilities].includes(subject[0])) return false;
  if (scope.facilities.some(facility => signoff.includes(facility))) return true;
  const depth = depthWithin(scope, subject);
  return depth !== undefined && (own || depth <= scope.reportDepth);
};

/** Seen by whoever sees one of those it goes to, however deep; where it names none, by whoever sees its author. */
const maySeeMessage = (scope: Scope, { to, by }: Extract<DocFacts, { kind: 'message' }>): boolean => {
  const own = by !== null && scope.contactId !== undefined && by[0] === scope.contactId;
  const seen = (lineage: string[]) => depthWithin(scope, lineage) !== undefined;
  if (own || to.some(seen)) return true;
  if (to.length > 0) return false;
  return by ? seen(by) : scope.unassigned;
};

/** His own report that somebody is to sign off: it may be about anybody in his places, however deep. */
const isForOwnSignoff = (scope: Scope, { by, signoff, target }: Extract<DocFacts, { kind: 'report' }>): boolean =>
  scope.contactId !== undefined &&
  by?.[0] === scope.contactId &&
  scope.facilities.some(facility => signoff.includes(facility) && target?.includes(facility));

/**
 * Why a user may not leave a document as these facts say, though he could see it; undefined where he may: a message
 * goes to people of his own places, and to a number of nobody only from who sees what such numbers send. A report is
 * about somebody of his own, as the rules take it: who may see it follows from another of its fields, or from its
 * sender where it has certain errors.
 */
export const whyNotLeft = (scope: Scope, facts: DocFacts): string | undefined => {
  if (scope.online) return undefined;
  if (facts.kind === 'report')
    return facts.target && depthWithin(scope, facts.target) === undefined && !isForOwnSignoff(scope, facts)
      ? 'This report is about somebody outside your places'
      : undefined;
  if (facts.kind !== 'message') return undefined;
  if (!scope.unassigned && (facts.loose || facts.to.length === 0))
    return 'A message goes to somebody among your contacts';
  return facts.to.every(lineage => depthWithin(scope, lineage) !== undefined)
    ? undefined
    : 'This message goes to somebody outside your places';
};

/** Whether a user may see a document. */
export const maySee = (scope: Scope, facts: DocFacts): boolean => {
  if (scope.admin || facts.kind === 'everyone' || facts.kind === 'gone') return true;
  if (facts.kind === 'secret') return false;
  if (facts.kind === 'user') return facts.name === scope.name || (scope.online && scope.views.users);
  if (facts.kind === 'contact')
    return scope.online ? scope.views.contacts : depthWithin(scope, facts.lineage) !== undefined;
  if (facts.kind === 'report') return scope.online ? scope.views.reports : maySeeReport(scope, facts);
  if (facts.kind === 'message') return scope.online ? scope.views.reports : maySeeMessage(scope, facts);
  if (scope.online) return true;
  if (facts.kind === 'task') return facts.user === userId(scope.name);
  if (facts.kind === 'target')
    return depthWithin(scope, facts.owner) !== undefined || facts.owner[0] === scope.contactId;
  return false;
};
