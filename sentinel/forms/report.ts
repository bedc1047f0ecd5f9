import { type Contact, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Fields } from './answers.ts';
import type { Unanswered } from './filling.ts';
import { located, type Recorded } from './position.ts';

/** What a report is made of besides its form and answers. */
export interface NewReport {
  id: string;
  now: Ms;
  /** Language of the person who fills in the form: that of the reply. */
  locale: string;
  /** Whether the one it is about is muted, alone or with a place above. */
  subjectMuted: boolean;
  /** Questions that had to be answered, and could not be on the device. */
  unanswered?: readonly Unanswered[] | undefined;
  /** Name of the user who fills it in, for the history of a report that is edited. */
  by?: string | undefined;
  /** Where the device was. */
  position?: Recorded | undefined;
}

/** What is stored of the form besides the answers. */
interface OfTheForm {
  /** `xmlVersion` of the form document. */
  version?: unknown;
  /** Paths of fields that nobody is shown. */
  hidden?: readonly string[];
}

/** A report as it is stored. @param sender contact of the person who filled in the form */
export const reportOf = (
  form: string,
  fields: Fields,
  sender: Contact | null,
  { id, now, locale, subjectMuted, unanswered, position, version, hidden }: NewReport & OfTheForm,
): Report => {
  const contact: Lineage | undefined = sender ? minifyLineage(sender) : undefined;
  return {
    _id: id,
    type: 'data_record',
    form,
    content_type: 'xml',
    fields,
    ...(contact ? { contact } : {}),
    ...(sender?.phone ? { from: sender.phone } : {}),
    ...(version === undefined ? {} : { form_version: version }),
    ...(hidden && hidden.length > 0 ? { hidden_fields: [...hidden] } : {}),
    ...(unanswered && unanswered.length > 0 ? { unanswered: [...unanswered] } : {}),
    reported_date: now,
    locale,
    ...(subjectMuted ? { subject_muted: true } : {}),
    ...located(undefined, position, now),
  };
};
