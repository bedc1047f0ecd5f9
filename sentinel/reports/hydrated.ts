import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Placed, withLineage } from '../contacts/placed.ts';
import type { Subject } from './subject.ts';

/** A report as expressions of the settings know it: its own fields over its answers. */
export const flat = (report: Report): Report & Record<string, unknown> =>
  ({ ...report.fields, ...report }) as Report & Record<string, unknown>;

/**
 * A report as alerts and pushes know it: with its sender, patient and place in full, each with the places above it and
 * their primary contacts; its answers also beside its own fields.
 */
export const hydrated = (report: Report, sender: Placed | null, subject?: Subject): Record<string, unknown> => ({
  ...flat(report),
  ...(sender ? { contact: withLineage(sender) } : {}),
  ...(subject?.patient ? { patient: withLineage(subject.patient) } : {}),
  ...(subject?.place ? { place: withLineage(subject.place) } : {}),
});
