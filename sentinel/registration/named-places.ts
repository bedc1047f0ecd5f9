import { namedParams } from '@rounds/config/sections/event-params.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { fieldOf } from '../reports/field.ts';

/** Places into which a report would register somebody, as it names them: ids or short codes. */
export const placesNamed = (report: Report, { registrations }: Pick<Settings, 'registrations'>): string[] =>
  registrations
    .filter(({ form }) => sameForm(form, report.form))
    .flatMap(({ events }) => events)
    .flatMap(event => {
      const { parent_id: field } = namedParams(event);
      const value = typeof field === 'string' ? fieldOf(report, field.trim()) : undefined;
      const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
      return text === '' ? [] : [text];
    });
