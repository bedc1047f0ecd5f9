import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { formCode, type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { isScheduleForm } from '@rounds/ddocs/study/schedule.ts';
import type { Placed } from '../contacts/placed.ts';

/** The form of `settings.forms` that a report is of. */
export const configuredForm = (
  { forms }: Pick<Settings, 'forms'>,
  form: unknown,
): Settings['forms'][string] | undefined => {
  const code = formCode(form);
  return code === '' ? undefined : Object.entries(forms).find(([key]) => formCode(key) === code)?.[1];
};

/**
 * Whether a report counts: filled in on a screen, of a public form, or from someone with a phone or a chat.
 */
export const isValidSubmission = (
  report: Report,
  settings: Pick<Settings, 'forms'>,
  sender: Placed | null,
): boolean => {
  if (!report.form) return false;
  if (report.content_type === 'xml') return true;
  const form = configuredForm(settings, report.form);
  if (!form) return false;
  if (form.public_form) return true;
  const place = sender?.lineage[0];
  return !!sender && (isReached(sender.contact) || (!!place && !!sender.phones.get(place._id)));
};

/** A chat that takes nothing from us may well bring something. */
const isReached = ({ phone, addresses }: Contact): boolean => !!phone || !!addresses?.length;

/** Whether a report is one whose scheduled messages are muted and cleared with its subject. */
export const isValidRegistration = (report: Report, settings: Pick<Settings, 'forms' | 'registrations'>): boolean => {
  if (report.type !== 'data_record' || !report.form || (report.errors?.length ?? 0) > 0) return false;
  if (isScheduleForm(report.form)) return true;
  if (!settings.registrations.some(({ form }) => sameForm(form, report.form))) return false;
  if (report.content_type === 'xml') return true;
  const form = configuredForm(settings, report.form);
  return !!form && (!!form.public_form || !!report.contact);
};
