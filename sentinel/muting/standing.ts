import { type Contact, type MutedBy, mutesBelow } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import { isClaimed, reasonIn, settledBy } from './muted-state.ts';

/** The places above a contact, nearest first, with their infodocs. */
export interface Above {
  lineage: readonly Contact[];
  infos: readonly (InfoDoc | null)[];
}

/**
 * Why the nearest muted place above is muted; null when none is. A device's word on a place counts for the places that
 * it unmutes; those that it mutes are muted when its report says so.
 */
export const reasonAbove = (lineage: Above['lineage'], infos: Above['infos']): MutedBy | null => {
  for (const [at, place] of lineage.entries()) {
    if (!mutesBelow(place)) continue;
    const info = infos[at] ?? null;
    const by = isClaimed(place)
      ? settledBy(place, info)
      : (place.muted_by ?? reasonIn(info?.muting_history ?? [], place._id) ?? { root: place._id });
    if (by && by.scope !== 'self') return by;
  }
  return null;
};

/**
 * How settled reports leave a contact that a device changed: why it is muted, null when it is not, and since when.
 * @param above the places above; `at` stands in where nothing tells since when
 */
export const standing = (
  contact: Contact,
  info: InfoDoc | null,
  { lineage, infos, at }: Above & { at: Iso },
): { by: MutedBy | null; since: Iso } => {
  const own = settledBy(contact, info);
  const by = own ?? reasonAbove(lineage, infos);
  if (!own || !by) return { by, since: at };
  const told = info?.muting_history?.find(
    ({ muted, report_id }) => muted && report_id !== undefined && report_id === own.report_id,
  );
  const { server_side: server } = contact.muting_history ?? {};
  const snapshot = server?.muted && typeof server.date === 'string' ? server.date : undefined;
  const root = infos[lineage.findIndex(({ _id }) => _id === own.root)] ?? (own.root === contact._id ? info : null);
  const sender = root?.muting_events?.find(({ report_id }) => report_id === own.report_id)?.sender;
  return { by: sender && !own.sender ? { ...own, sender } : own, since: snapshot ?? told?.date ?? at };
};
