import { type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import { ownContact } from '../people/own-contact.ts';
import type { Phone } from '../phone.ts';

/** What a mute or unmute will do, before it is saved. */
export interface Preview {
  event: 'mute' | 'unmute' | 'already_muted' | 'already_unmuted' | 'muted_in_lineage' | 'contact_not_found';
  /** The contact from which it goes down. */
  root: string;
  /** Contacts that change. */
  contacts: readonly Doc[];
  /** Scheduled messages silenced, or revived. */
  messages: number;
}

/** Why a contact is muted. */
export interface Why {
  since: string | undefined;
  report: string | undefined;
  root: string;
  direct: boolean;
  sender: string | undefined;
}

/** The sentinel's rules and the checked settings, in a chunk of their own that comes when it is first needed. */
const load = () =>
  Promise.all([import('@rounds/sentinel/device/settle.ts'), import('@rounds/config/settings/usable.ts')]);

/**
 * Documents with all that follows from them on this device, to be written together. Without settings nothing follows.
 */
export const settled = async (phone: Phone, docs: readonly Doc[]): Promise<Doc[]> => {
  const raw = phone.programme.rawSettings();
  // Nothing follows from a message or from an edit: the rules, which take a slow phone a second to load, are not asked.
  if (!raw || docs.every(doc => doc._rev || (isReport(doc) && !doc.form))) return [...docs];
  const [{ settleOnDevice }, { usableSettings }] = await load();
  const sender = await ownContact(phone);
  const { settings } = usableSettings(raw);
  return settleOnDevice({ docs: [...docs], store: phone.store, settings, now: phone.clock(), sender });
};

/** What a form will do to a contact; null when it neither mutes nor unmutes. */
export const preview = async (phone: Phone, form: string, subjectId: string): Promise<Preview | null> => {
  if (!phone.programme.mutes(form)) return null;
  const [{ previewMuting }, { usableSettings }] = await load();
  const { settings } = usableSettings(phone.programme.rawSettings());
  return previewMuting({ store: phone.store, settings, form, subjectId, now: phone.clock() });
};

/** Why a contact is muted, or a place above it; null when none is. */
export const why = async (phone: Phone, contact: Contact): Promise<Why | null> => {
  const person = phone.people.get(contact._id);
  if (!isMuted(contact) && !(person && phone.people.silent(person))) return null;
  const [{ whyMuted }] = await load();
  return whyMuted({ store: phone.store, contact });
};
