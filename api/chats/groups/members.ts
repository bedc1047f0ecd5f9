import { type Membership, memberId } from '@rounds/ddocs/chats/membership.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';

/** Notes that somebody came or left. What is told late, of a moment before what stands there, changes nothing. */
export const noteMember = async (
  main: Store,
  told: { group: string; address: Address; contact?: string; isIn: boolean; at: Ms },
): Promise<void> => {
  const { group, address, contact, isIn, at } = told;
  const _id = memberId(group, address);
  const missing = (): Membership => ({ _id, type: 'member', group, address, isIn: false });
  const draft = openDraft<Membership>(main, { missing });
  await draft.read([_id]);
  draft.change(_id, stored => {
    const known = contact && stored.contact !== contact ? { ...stored, contact } : stored;
    const last = Math.max(stored.since ?? 0, stored.until ?? 0);
    if (at < last || (stored._rev && stored.isIn === isIn)) return known;
    return { ...known, isIn, ...(isIn ? { since: at } : { until: at }) };
  });
  await draft.commit();
};
