import { createHash } from 'node:crypto';
import { builtInRoles } from '@rounds/config/permissions/defaults.ts';
import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, isContact, isPerson, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { facilitiesOf, isAdmin, onlineRole, type UserDoc, type UserSettings } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { isPhone, normalPhone } from '../text/phone-numbers.ts';
import { checkName, checkPassword } from './password.ts';
import type { PlaceOrNew, WantedUser } from './wanted.ts';

/** Why a user cannot be saved: the field and a sentence. */
export interface UserFault {
  field: string;
  message: string;
}

/** What checking a user needs. */
export interface UserParts {
  main: Store;
  users: Store;
  settings: () => Settings;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A user that may be saved. */
export interface CheckedUser {
  name: string;
  password: string | undefined;
  /** The phone to which a link to log in goes, where he gets one. */
  linkTo?: string;
  roles: string[];
  places: string[];
  contactId: string | undefined;
  /** Places and people to be made before the user. */
  contacts: Doc[];
}

/** Whether these roles work on a device: one that is configured so, or none that is configured at all. */
export const areOffline = ({ roles: configured }: Pick<Settings, 'roles'>, roles: readonly string[]): boolean => {
  if (isAdmin({ roles: [...roles] })) return false;
  const known = roles.flatMap(role => (Object.hasOwn(configured, role) ? [configured[role]!] : []));
  return known.length === 0 || known.some(({ offline }) => offline === true);
};

/** Roles as they are stored: `mm-online` is there when all of them are online, and not otherwise. */
export const storedRoles = (settings: Pick<Settings, 'roles'>, roles: readonly string[]): string[] => {
  const own = [...new Set(roles)].filter(role => role !== onlineRole);
  return areOffline(settings, own) ? own : [...own, onlineRole];
};

const roleFaults = ({ roles: configured }: Settings, roles: readonly string[]): UserFault[] => {
  if (roles.filter(role => role !== onlineRole).length === 0)
    return [{ field: 'roles', message: 'Give at least one role' }];
  const unknown = roles.filter(role => !Object.hasOwn(configured, role) && !builtInRoles.includes(role));
  return [
    ...unknown.map(role => ({ field: 'roles', message: `There is no role "${role}"` })),
    ...(roles.some(role => role.startsWith('_'))
      ? [{ field: 'roles', message: 'Administrators of the server are not made here' }]
      : []),
  ];
};

/** What keeps a link to log in from being sent (`users-and-sync.md` §5.1). */
const linkFaults = (settings: Settings, phone: string): UserFault[] => [
  ...(settings.token_login?.enabled
    ? []
    : [{ field: 'token_login', message: 'Login by a link is not switched on in the settings' }]),
  ...(settings.app_url
    ? []
    : [{ field: 'token_login', message: 'Set app_url in the settings: the link needs the address of the app' }]),
  ...(isPhone(phone, settings)
    ? []
    : [
        {
          field: 'phone',
          message: phone ? `"${phone}" is not a phone number` : 'A link needs a phone number to go to',
        },
      ]),
];

/** Id of a contact that is made together with a user: the same when the request is repeated. */
const idFor = (name: string, kind: string, contact: object): string =>
  createHash('sha256')
    .update(JSON.stringify([name, kind, contact]))
    .digest('hex')
    .slice(0, 32);

const idOf = (given: PlaceOrNew): string | undefined => (typeof given === 'string' ? given : given._id);

/** The lineage of a contact, from its id and what stands above it. */
const lineageUnder = (contact: Doc): Lineage => {
  const parent = minifyLineage(contact.parent);
  return parent ? { _id: contact._id, parent } : { _id: contact._id };
};

/**
 * Everything that keeps a user from being saved, or the user to save. Nothing is written.
 * @param existing the user as stored, when he is changed
 * @param pending contacts that count as stored: those that an import is about to write
 */
export const checkUser = async (
  { main, settings: inForce }: UserParts,
  wanted: WantedUser,
  { existing, pending = [] }: { existing?: UserDoc; pending?: readonly Doc[] } = {},
): Promise<{ faults: UserFault[]; user: CheckedUser }> => {
  const settings = inForce();
  const faults: UserFault[] = [];
  const attempt = <T>(check: () => T): T | undefined => {
    try {
      return check();
    } catch (error) {
      if (!isAppError(error, 'user/invalid')) throw error;
      faults.push({ field: (error.details as { field: string }).field, message: error.message });
      return undefined;
    }
  };

  const name = attempt(() => checkName(wanted.username)) ?? '';
  const byLink = wanted.tokenLogin === true;
  const endsLink = wanted.tokenLogin === false && existing?.token_login !== undefined;
  const needsPassword = !byLink && (!existing || wanted.password !== undefined || endsLink);
  const password = needsPassword ? attempt(() => checkPassword(wanted.password, name)) : undefined;
  const roles = wanted.roles ?? existing?.roles ?? [];
  faults.push(...roleFaults(settings, roles));

  const places = wanted.places ?? facilitiesOf(existing ?? {});
  const person = wanted.contact ?? existing?.contact_id;
  const ids = [...places, ...(person ? [person] : [])].map(idOf).filter(id => id !== undefined);
  const stored = new Map((await main.getMany(ids)).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  for (const doc of pending) stored.set(doc._id, doc);
  const contacts: Doc[] = [];
  const types = settings.contact_types;

  const placeDocs = await Promise.all(
    places.map(async place => {
      const found = stored.get(idOf(place) ?? '');
      if (found || typeof place === 'string' || place._id) return found;
      const above = typeof place.parent === 'string' ? await main.get(place.parent) : undefined;
      const parent = above ? lineageUnder(above) : minifyLineage(place.parent);
      const doc = {
        ...place,
        _id: idFor(name, 'place', place),
        type: place.type ?? '',
        ...(parent ? { parent } : {}),
        reported_date: 0,
      };
      contacts.push(doc);
      return doc;
    }),
  );
  placeDocs.forEach((doc, index) => {
    const shown = idOf(places[index]!) ?? 'the new place';
    if (!doc) faults.push({ field: 'place', message: `There is no place "${shown}"` });
    else if (!isContact(doc, types) || isPerson(doc, types))
      faults.push({ field: 'place', message: `"${shown}" is not a place` });
  });

  let contact = person === undefined ? undefined : stored.get(idOf(person) ?? '');
  if (!contact && person && typeof person !== 'string' && !person._id) {
    const under = typeof person.parent === 'string' ? stored.get(person.parent) : undefined;
    const home = under ?? placeDocs[0];
    const parent = home ? lineageUnder(home) : minifyLineage(person.parent);
    contact = {
      ...person,
      _id: idFor(name, 'contact', person),
      type: person.type ?? 'person',
      ...(parent ? { parent } : {}),
      reported_date: 0,
    };
    contacts.push(contact);
  }
  if (person && !contact) faults.push({ field: 'contact', message: `There is no contact "${idOf(person)}"` });
  if (contact && !isPerson(contact, types))
    faults.push({ field: 'contact', message: `"${contact._id}" is not a person` });
  if (contact && places.length > 0 && isPerson(contact, types)) {
    const above = ancestorIds(contact);
    if (!placeDocs.some(doc => doc && above.includes(doc._id)))
      faults.push({ field: 'contact', message: `"${contact.name ?? contact._id}" does not belong to the place` });
  }
  if (roles.length > 0 && areOffline(settings, roles)) {
    if (places.length === 0) faults.push({ field: 'place', message: 'Users who work on a device need a place' });
    if (!person) faults.push({ field: 'contact', message: 'Users who work on a device need a contact' });
  }
  if (new Set(places.map(place => idOf(place) ?? place)).size > 1 && !may(settings, roles, 'can_have_multiple_places'))
    faults.push({ field: 'place', message: 'These roles may have one place only' });

  const own = byLink && existing ? await main.get<UserSettings>(existing._id) : null;
  const phone = String(wanted.about.phone ?? own?.phone ?? contact?.phone ?? '');
  if (byLink) faults.push(...linkFaults(settings, phone));

  const placeIds = placeDocs.flatMap(doc => (doc ? [doc._id] : []));
  return {
    faults,
    user: {
      ...{
        name,
        password,
        roles: storedRoles(settings, roles),
        places: [...new Set(placeIds)],
        contactId: contact?._id,
        contacts,
      },
      ...(byLink ? { linkTo: normalPhone(phone, settings) } : {}),
    },
  };
};
