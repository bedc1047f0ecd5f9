import { isMuted, type MutedBy, mutesBelow } from '@rounds/ddocs/documents/contacts.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Subject } from '../reports/subject.ts';

/**
 * Why the subject of a report is muted, itself or through a place above; the patient decides before the place. Null
 * when it is not.
 */
export const subjectMutedBy = ({ patient, place }: Subject): MutedBy | null => {
  const about: Placed | null = patient ?? place;
  const muted = about && (isMuted(about.contact) ? about.contact : about.lineage.find(mutesBelow));
  return muted ? (muted.muted_by ?? { root: muted._id }) : null;
};
