import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';

const hardCoded = ['district_hospital', 'health_center', 'clinic', 'person'];

/** How a document says that it is a contact of a type. */
export const typedAs = (type: string): Pick<Contact, 'type' | 'contact_type'> =>
  hardCoded.includes(type) ? { type } : { type: 'contact', contact_type: type };

/** The lineage of whoever stands below a place; undefined at the top, or where there is no such place. */
export const lineageBelow = async (main: Store, place: string | undefined): Promise<Lineage | undefined> => {
  const above = place === undefined ? null : await main.get<Contact>(place);
  return above ? minifyLineage({ _id: above._id, ...(above.parent ? { parent: above.parent } : {}) }) : undefined;
};

/** Id of the place that a group is. */
export const groupId = (address: Address): string => idFrom('chat group', address);

/** A group as a place, with its address. Made once: where it stands it is left as it is. */
export const makeGroup = async (
  main: Store,
  { telegram }: Settings,
  { address, title, at }: { address: Address; title: string; at: Ms },
): Promise<Contact | null> => {
  if (!telegram?.group_type) return null;
  const parent = await lineageBelow(main, telegram.groups_under);
  const group: Contact = {
    _id: groupId(address),
    ...typedAs(telegram.group_type),
    name: title,
    reported_date: at,
    addresses: [{ address }],
    ...(parent ? { parent } : {}),
  };
  await main.write([group]);
  return main.get<Contact>(group._id);
};
