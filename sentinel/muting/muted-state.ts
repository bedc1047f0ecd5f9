import { ancestorIds, type Contact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEntry } from '@rounds/ddocs/documents/infodocs.ts';
import type { Subject } from '../reports/subject.ts';
import { inOrder } from './history.ts';

/**
 * Whether the last to change a contact's muting was a device whose report the server has not settled for it.
 */
export const isClaimed = (contact: Contact): boolean => contact.muting_history?.last_update === 'client_side';

/** Whether a device changed a contact by a report last, and the server has not settled it. */
export const isClaimedBy = (contact: Contact, report: string): boolean =>
  isClaimed(contact) && lastClaim(contact)?.report_id === report;

/** Whether a device ever changed a contact by a report. */
export const wasClaimedBy = (contact: Contact, report: string): boolean =>
  !!contact.muting_history?.client_side?.some(({ report_id }) => report_id === report);

/** The subject of a report and the places above it that a device ever changed by it. */
export const topsOfClaim = ({ patient, place }: Subject, report: string): string[] =>
  [patient, place]
    .flatMap(placed => (placed ? [placed.contact, ...placed.lineage] : []))
    .filter(contact => wasClaimedBy(contact, report))
    .map(({ _id }) => _id);

/** Whether a mute or unmute report is settled, in this very batch perhaps. @param info infodoc of the report */
export const isSettled = (info: InfoDoc | null | undefined): boolean =>
  !!info?.transitions?.muting || info?.muting_done === true;

/** Whether a contact is muted through a place above which it does not stand any more: it was moved out. */
export const isMovedOut = (contact: Contact): boolean =>
  isMuted(contact) && !!contact.muted_by && ![contact._id, ...ancestorIds(contact)].includes(contact.muted_by.root);

/** The last event that a device wrote on a contact. */
export const lastClaim = (contact: Contact) => contact.muting_history?.client_side?.at(-1);

/**
 * A contact in the state that the server found for it; the same object when it is so already.
 *
 * A contact that was muted keeps its older `muted`, unless a device wrote it. The history that a device made is marked
 * as read.
 * @param by null to unmute
 * @param timestamp the one moment of the whole cascade
 * See README.md, "What is kept".
 */
export const withMuted = (contact: Contact, by: MutedBy | null, timestamp: Iso): Contact => {
  const { muting_history: history } = contact;
  const upToDate = !history || (history.last_update === 'server_side' && history.server_side?.muted === (by !== null));
  const kept = by ? mutedContact(contact, by, upToDate, timestamp) : unmutedContact(contact);
  if (upToDate || !history) return kept;
  return {
    ...kept,
    muting_history: { ...history, server_side: { muted: by !== null, date: timestamp }, last_update: 'server_side' },
  };
};

const mutedContact = (contact: Contact, by: MutedBy, upToDate: boolean, timestamp: Iso): Contact => {
  const keeps = upToDate && isMuted(contact);
  const sameReason = by.report_id === undefined || contact.muted_by?.report_id === by.report_id;
  if (keeps && sameReason) return contact;
  return {
    ...contact,
    muted: keeps ? contact.muted! : timestamp,
    ...(sameReason && contact.muted_by ? {} : { muted_by: by }),
  };
};

const unmutedContact = (contact: Contact): Contact => {
  if (!('muted' in contact) && !('muted_by' in contact)) return contact;
  const { muted: _, muted_by: __, ...rest } = contact;
  return rest as Contact;
};

/** Why a contact is muted by its history: the first mute since the last unmute; null when it ends unmuted. */
export const reasonIn = (entries: readonly MutingEntry[], contactId: string): MutedBy | null => {
  const ordered = inOrder(entries);
  if (!ordered.at(-1)?.muted) return null;
  const first = ordered[ordered.findLastIndex(({ muted }) => !muted) + 1]!;
  return {
    ...(first.report_id === undefined ? {} : { report_id: first.report_id }),
    root: first.root ?? contactId,
    ...(first.reported_date === undefined ? {} : { reported_date: first.reported_date }),
    ...(first.scope ? { scope: first.scope } : {}),
  };
};

/**
 * Why a contact is muted as far as settled reports go, one report left out: what the state was before that report, even
 * when it was carried out in part before a crash, or when a device that carried it out was quicker. Null when not
 * muted.
 * See README.md, "What is kept".
 */
export const settledBy = (contact: Contact, info: InfoDoc | null | undefined, except?: string): MutedBy | null => {
  const entries = info?.muting_history ?? [];
  const others = except === undefined ? entries : entries.filter(({ report_id }) => report_id !== except);
  const byExcept = except !== undefined && contact.muted_by?.report_id === except;
  const doubtful = isClaimed(contact) || byExcept || others.length < entries.length;
  if (doubtful && others.length > 0) return reasonIn(others, contact._id);
  if (isClaimed(contact)) return contact.muting_history!.server_side?.muted ? { root: contact._id } : null;
  if (!isMuted(contact) || byExcept) return null;
  return contact.muted_by ?? reasonIn(others, contact._id) ?? { root: contact._id };
};
