import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Page } from 'playwright-core';
import { village } from './village.ts';

const day = 86_400_000;

/** A local day so many days from now, as forms write it. */
export const localDay = (days: number): string => {
  const at = new Date();
  at.setDate(at.getDate() + days);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

const sender = { _id: 'neema', parent: { _id: 'centre', parent: { _id: 'district' } } };

/** A pregnancy in week `weeks`, reported so many days ago. */
export const pregnancy = (id: string, name: string, weeks: number, reported: number, more: object = {}): Report => ({
  _id: `carried-by-${id}`,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  fields: {
    patient_uuid: id,
    patient_name: name,
    lmp_method: 'date',
    lmp_date: localDay(-7 * weeks),
    danger_signs: 'none',
    ...more,
  },
  contact: sender,
  reported_date: Date.now() - reported * day,
});

/** The village in which Asha is in week 20 and Éloïse had a danger sign yesterday. */
export const expecting = (): Doc[] => [
  ...village().filter(({ _id }) => _id !== 'pregnancy-of-asha'),
  pregnancy('asha', 'Asha Otieno', 20, 30),
  pregnancy('eloise', 'Éloïse Kamau', 8, 1, { danger_signs: 'bleeding fever' }),
];

/** What the rows of tasks say, in their order. */
export const tasksIn = (page: Page, within = 'tasks-page'): Promise<string[]> =>
  page
    .locator(`${within} task-row`)
    .evaluateAll(rows =>
      rows.map(row => (row.shadowRoot?.textContent ?? '').replace(/[\s\u2068\u2069]+/g, ' ').trim()),
    );
