import { type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { placedOf, referredId, wantReferred } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Desk } from '../engine/desk.ts';
import type { Fact, Want } from '../engine/fact.ts';

/** What a report is about. */
export interface Subject {
  /** The person that it names, or whatever contact stands under that id. */
  patient: Placed | null;
  place: Placed | null;
}

export const subject: Fact<Report, Subject> = {
  look: (report, want) => wantSubject(report, want),
  read: (report, desk) => subjectOn(report, desk),
};

/** What a report calls its subject: ids and short codes. */
export const namedIn = (report: Report): string[] => Object.values(subjectOf(report)) as string[];

export const wantSubject = (report: Report, want: Want): void => {
  for (const reference of namedIn(report)) wantReferred(reference, want);
};

/** The subject of a report as it stands on the desk. */
export const subjectOn = (report: Report, desk: Desk): Subject => {
  const { patient, place } = subjectOf(report);
  return {
    patient: patient === undefined ? null : placedOf(referredId(patient, desk), desk),
    place: place === undefined ? null : placedOf(referredId(place, desk), desk),
  };
};
