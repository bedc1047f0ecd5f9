import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { type Owned, ownContact } from '../people/own-contact.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import { loadRules } from './device-rules.ts';

/** What it takes to find out what follows from a document. */
export interface Settling extends Owned {
  programme: Pick<PhoneProgramme, 'rawSettings'>;
  clock: () => Ms;
}

/** Whether somebody verified a report: then what waited for that follows. */
const isApproved = (doc: Doc): boolean => isReport(doc) && doc.verified === true;

/**
 * Documents with all that follows from them on this device, to be written together. Without settings nothing follows.
 */
export const settled = async (phone: Settling, docs: readonly Doc[]): Promise<Doc[]> => {
  const raw = phone.programme.rawSettings();
  // Nothing follows from a message or from an edit: the rules, which take a slow phone a second to load, are not asked.
  if (!raw || docs.every(doc => (isReport(doc) && !doc.form) || (doc._rev && !isApproved(doc)))) return [...docs];
  const [{ settleOnDevice }, { usableSettings }] = await loadRules();
  const sender = await ownContact(phone);
  const { settings } = usableSettings(raw);
  return settleOnDevice({ docs: [...docs], store: phone.store, settings, now: phone.clock(), sender });
};
