import { type Contact, type Lineage, minifyLineage } from '@rounds/ddocs/contacts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import type { Fields } from '../forms/answers.ts';
import type { Phone } from './phone.ts';
import { settled } from './rules.ts';
import { writeOwn } from './waiting.ts';

/** A report as it is stored (`data-model.md` §1.4). */
export const reportOf = (
  form: string,
  fields: Fields,
  sender: Contact | null,
  more: { id: string; now: number; locale: string; subjectMuted: boolean },
): Report => {
  const contact: Lineage | undefined = sender ? minifyLineage(sender) : undefined;
  return {
    _id: more.id,
    type: 'data_record',
    form,
    content_type: 'xml',
    fields,
    ...(contact ? { contact } : {}),
    ...(sender?.phone ? { from: sender.phone } : {}),
    reported_date: more.now,
    // The language of the reply (`sms.md` §4.8).
    locale: more.locale,
    ...(more.subjectMuted ? { subject_muted: true } : {}),
  };
};

/**
 * Saves documents with all that follows from them on this device: the sentinel's own rules run here, and everything is written at once or
 * not at all. The server settles the same again with all it knows.
 * @param docs makes the documents from what is stored now; called again when that changed meanwhile
 * @returns the documents as `docs` made them
 */
export const save = async (phone: Phone, docs: () => Promise<Doc[]>): Promise<Doc[]> => {
  const written = await attempt(phone, docs, 3);
  await phone.sync.noticed();
  phone.sync.now();
  return written;
};

/** Something may arrive from the server between reading and writing: then all is read and worked out again. */
const attempt = async (phone: Phone, docs: () => Promise<Doc[]>, tries: number): Promise<Doc[]> => {
  const given = await docs();
  try {
    await writeOwn(phone.db, await settled(phone, given), phone.clock());
    return given;
  } catch (error) {
    if ((error as { status?: number }).status !== 409 || tries <= 1) throw error;
    return attempt(phone, docs, tries - 1);
  }
};
