import { isTraining } from '@rounds/ddocs/documents/trainings.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { contactPath, formPath, reportPath } from '../../navigation.ts';

/** The address at which a form is filled in for a purpose. */
export const purposePath = ({ contactId, report, create, edit, form }: Purpose): string => {
  if (report) return `${reportPath(report)}/edit`;
  if (isTraining(form)) return '/trainings';
  if (!contactId) return `/forms/${encodeURIComponent(form)}`;
  if (create) return `${contactPath(contactId)}/add/${encodeURIComponent(create)}`;
  return edit ? `${contactPath(contactId)}/edit` : formPath(contactId, form);
};

/** Where a form leads that is left or saved, unless the history knows better. */
export const wayBack = ({ contactId, report }: Purpose): string => {
  if (report) return reportPath(report);
  return contactId ? contactPath(contactId) : '/people';
};
