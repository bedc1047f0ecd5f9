import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { callers } from './callers.ts';

/**
 * Writes the name of whoever has the number that a message came from into `sent_by`, where nobody is named yet.
 */
export const updateSentBy = rule({
  name: 'update_sent_by',
  on: aReport,
  once: true,
  reads: { callers },
  concerns: (report, settings) => isOn(settings, 'update_sent_by') && !!report.from && !report.sent_by,
  run: (report, { callers }) => {
    const name = callers.phone?.contact.name;
    return name ? [change<Report>(report._id, doc => (doc.sent_by ? doc : { ...doc, sent_by: name }))] : null;
  },
});
