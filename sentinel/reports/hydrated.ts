import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Placed, withLineage } from '../contacts/placed.ts';
import type { Subject } from './subject.ts';

/** A report with whom it is from, and about. */
export interface Hydrating {
  report: Report;
  sender: Placed | null;
  subject?: Subject;
}

/**
 * A report as every expression of the settings, and every push, knows it: with its sender, patient and place in full,
 * each with the places above it and their primary contacts; its own fields over its answers.
 */
export const hydrated = ({ report, sender, subject }: Hydrating): Record<string, unknown> => ({
  ...report.fields,
  ...report,
  ...(sender ? { contact: withLineage(sender) } : {}),
  ...(subject?.patient ? { patient: withLineage(subject.patient) } : {}),
  ...(subject?.place ? { place: withLineage(subject.place) } : {}),
});
