import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, isContact, isPerson, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, type UserDoc } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { UserFault } from './fault.ts';
import { madeAlong } from './made-along.ts';
import { areOffline } from './roles.ts';
import type { PlaceOrNew, WantedUser } from './wanted.ts';

/** Where a user belongs: his places, and the person who he is. */
export interface Belonging {
  places: readonly Doc[];
  contact: Doc | undefined;
  /** Those of them that are made along with him. */
  made: readonly Doc[];
  faults: readonly UserFault[];
}

/** What is looked up and made for a user, in the order in which it is found. */
interface Search {
  main: Store;
  user: string;
  types: Settings['contact_types'];
  stored: ReadonlyMap<string, Doc>;
  made: Doc[];
  faults: UserFault[];
}

const idOf = (given: PlaceOrNew): string | undefined => (typeof given === 'string' ? given : given._id);

const placeOf = async ({ main, user, stored, made, faults }: Search, place: PlaceOrNew): Promise<Doc | undefined> => {
  const found = stored.get(idOf(place) ?? '');
  if (found || typeof place === 'string') return found;
  const { doc, fault } = await madeAlong(main, place, { user, kind: 'place', near: stored });
  if (fault) faults.push({ field: 'place', message: fault });
  made.push(doc);
  return doc;
};

const placesOf = async (search: Search, given: readonly PlaceOrNew[]): Promise<Doc[]> => {
  const docs = await Promise.all(given.map(place => placeOf(search, place)));
  docs.forEach((doc, index) => {
    const shown = idOf(given[index]!) ?? 'the new place';
    if (!doc) search.faults.push({ field: 'place', message: `There is no place "${shown}"` });
    else if (!isContact(doc, search.types) || isPerson(doc, search.types))
      search.faults.push({ field: 'place', message: `"${shown}" is not a place` });
  });
  return docs.filter(doc => doc !== undefined);
};

const contactOf = async (
  { main, user, stored, made, faults }: Search,
  person: PlaceOrNew | undefined,
  places: readonly Doc[],
): Promise<Doc | undefined> => {
  if (!person) return undefined;
  const found = stored.get(idOf(person) ?? '');
  if (found || typeof person === 'string') return found;
  const near = new Map([...stored, ...places.map(doc => [doc._id, doc] as const)]);
  const { doc, fault } = await madeAlong(main, person, { user, kind: 'contact', near, home: places[0] });
  if (fault) faults.push({ field: 'contact', message: fault });
  // The person who is made along with a place is the one to ask for there.
  const place = made.find(({ _id }) => _id === minifyLineage(doc.parent)?._id);
  if (place) place.contact = minifyLineage(doc);
  made.push(doc);
  return doc;
};

const contactFaults = (
  { types }: Search,
  person: PlaceOrNew | undefined,
  { contact, places, given }: { contact: Doc | undefined; places: readonly Doc[]; given: readonly PlaceOrNew[] },
): UserFault[] => {
  if (!contact) return person ? [{ field: 'contact', message: `There is no contact "${idOf(person)}"` }] : [];
  if (!isPerson(contact, types)) return [{ field: 'contact', message: `"${contact._id}" is not a person` }];
  const above = ancestorIds(contact);
  return given.length === 0 || places.some(({ _id }) => above.includes(_id))
    ? []
    : [{ field: 'contact', message: `"${contact.name ?? contact._id}" does not belong to the place` }];
};

/** What the roles ask of where somebody belongs. */
const neededFaults = (
  settings: Settings,
  roles: readonly string[],
  { given, person }: { given: readonly PlaceOrNew[]; person: PlaceOrNew | undefined },
): UserFault[] => {
  const onDevice = roles.length > 0 && areOffline(settings, roles);
  const several = new Set(given.map(place => idOf(place) ?? place)).size > 1;
  return [
    ...(onDevice && given.length === 0 ? [{ field: 'place', message: 'Users who work on a device need a place' }] : []),
    ...(onDevice && !person ? [{ field: 'contact', message: 'Users who work on a device need a contact' }] : []),
    ...(several && !may(settings, roles, 'can_have_multiple_places')
      ? [{ field: 'place', message: 'These roles may have one place only' }]
      : []),
  ];
};

/**
 * Where somebody who is to be saved belongs, and what is wrong with that.
 * @param user his name, from which the ids of what is made along with him come
 * @param options.existing the user as stored, when he is changed
 * @param options.pending contacts that count as stored
 */
export const belongingOf = async (
  { main, settings }: { main: Store; settings: Settings },
  wanted: WantedUser,
  options: { user: string; roles: readonly string[]; existing: UserDoc | undefined; pending: readonly Doc[] },
): Promise<Belonging> => {
  const { user, roles, existing, pending } = options;
  const given = wanted.places ?? facilitiesOf(existing ?? {});
  const person = wanted.contact ?? existing?.contact_id;
  const ids = [...given, ...(person ? [person] : [])].map(idOf).filter(id => id !== undefined);
  const read = (await main.getMany(ids)).filter(doc => doc !== null);
  const stored = new Map([...read, ...pending].map(doc => [doc._id, doc] as const));
  const search: Search = { main, user, types: settings.contact_types, stored, made: [], faults: [] };
  const places = await placesOf(search, given);
  const contact = await contactOf(search, person, places);
  return {
    places,
    contact,
    made: search.made,
    faults: [
      ...search.faults,
      ...contactFaults(search, person, { contact, places, given }),
      ...neededFaults(settings, roles, { given, person }),
    ],
  };
};
