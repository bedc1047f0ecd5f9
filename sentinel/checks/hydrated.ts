import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Subject } from '../engine/rule.ts';
import { withLineage } from '../messages/wording.ts';
import { flat } from './holds.ts';
import type { Placed } from './submission.ts';

/**
 * A report as alerts and pushes know it: with its sender, patient and place in full, each with the places above it and
 * their primary contacts; its answers also beside its own fields (`data-model.md` §1.3).
 */
export const hydrated = (report: Report, sender: Placed | null, subject?: Subject): Record<string, unknown> => ({
  ...flat(report),
  ...(sender ? { contact: withLineage(sender) } : {}),
  ...(subject?.patient ? { patient: withLineage(subject.patient) } : {}),
  ...(subject?.place ? { place: withLineage(subject.place) } : {}),
});
