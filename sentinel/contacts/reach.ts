import { type Reach, waysTo, waysToStranger } from '@rounds/ddocs/conversations/ways.ts';
import { ancestorIds, type Contact, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { ownZone } from './own-zone.ts';

/**
 * How somebody is written to in a conversation: a contact itself, a place that has no way of its own by its primary
 * contact.
 * @param id the contact, or as conversations name a stranger
 * @param sees which contacts may be seen by who asks
 * @param usual the zone of who has none
 */
export const reachOf = async (
  main: Pick<Store, 'get' | 'getMany'>,
  id: string,
  usual: string | undefined,
  sees: (contact: Contact) => Promise<boolean> | boolean = () => true,
): Promise<Reach> => {
  const zone = usual === undefined ? {} : { zone: usual };
  const known = waysToStranger(id);
  if (known.length > 0) return { ways: known, ...zone };
  const own = await main.get<Contact>(id);
  if (!own || !(await sees(own))) return { ways: [], ...zone };
  const primary = typeof own.contact?._id === 'string' ? own.contact._id : '';
  const other = waysTo(own).length > 0 || primary === '' ? null : await main.get<Contact>(primary);
  const contact = other && (await sees(other)) ? other : own;
  const lineage = (await main.getMany<Contact>(ancestorIds(contact))).filter(place => place !== null);
  const lives = ownZone({ contact, lineage, phones: new Map() });
  const named = minifyLineage(contact);
  return {
    ways: waysTo(contact),
    ...(named ? { contact: named } : {}),
    ...(lives ? { zone: lives } : zone),
    ...(typeof contact.language === 'string' ? { language: contact.language } : {}),
  };
};
