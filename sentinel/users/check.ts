import { builtInRoles } from '@rounds/config/permissions/defaults.ts';
import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, isContact, isPerson, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { facilitiesOf, isAdmin, onlineRole, type UserDoc, type UserSettings } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { isPhone, normalPhone } from '../text/phone-numbers.ts';
import { madeAlong } from './made-along.ts';
import { checkName, checkPassword } from './password.ts';
import type { PlaceOrNew, WantedUser } from './wanted.ts';

/** Why a user cannot be saved, or what is odd about him: the field and a sentence. */
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

/**
 * Whether these roles work on a device: one that is configured so, or none that is configured at all, unless mm-online
 * is among them.
 */
export const areOffline = ({ roles: configured }: Pick<Settings, 'roles'>, roles: readonly string[]): boolean => {
  if (isAdmin({ roles: [...roles] })) return false;
  const known = roles.flatMap(role => (Object.hasOwn(configured, role) ? [configured[role]!] : []));
  // Where the settings say nothing of any of them, mm-online does.
  return known.length === 0 ? !roles.includes(onlineRole) : known.some(({ offline }) => offline === true);
};

/** Roles as they are stored: `mm-online` is there when all of them are online, and not otherwise. */
export const storedRoles = (settings: Pick<Settings, 'roles'>, roles: readonly string[]): string[] => {
  const own = [...new Set(roles)].filter(role => role !== onlineRole);
  return areOffline(settings, roles) ? own : [...own, onlineRole];
};

const roleFaults = (roles: readonly string[]): UserFault[] => {
  if (roles.length === 0) return [{ field: 'roles', message: 'Give at least one role' }];
  return roles.some(role => role.startsWith('_'))
    ? [{ field: 'roles', message: 'Administrators of the server are not made here' }]
    : [];
};

/** Roles that the settings do not name: they are stored, for others may mean something by them, and give no right. */
const roleWarnings = ({ roles: configured }: Settings, roles: readonly string[]): UserFault[] =>
  roles
    .filter(role => !Object.hasOwn(configured, role) && !builtInRoles.includes(role) && !role.startsWith('_'))
    .map(role => ({ field: 'roles', message: `There is no role "${role}" in the settings` }));

const noLinks = { field: 'token_login', message: 'Login by a link is not switched on in the settings' };

/** What keeps a link to log in from being sent. */
const linkFaults = (settings: Settings, phone: string): UserFault[] => [
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

const idOf = (given: PlaceOrNew): string | undefined => (typeof given === 'string' ? given : given._id);

/**
 * Everything that keeps a user from being saved, or the user to save. Nothing is written. A contact or place that is
 * given as an object, and is not stored, is to be made, under the `_id` that it has, if any.
 *
 * Warnings keep nobody from being saved: roles that the settings do not name, and a link to log in where the settings
 * have none, so that the password counts.
 * @param existing the user as stored, when he is changed
 * @param pending contacts that count as stored: those that an import is about to write
 */
export const checkUser = async (
  parts: UserParts,
  wanted: WantedUser,
  { existing, pending = [] }: { existing?: UserDoc; pending?: readonly Doc[] } = {},
): Promise<{ faults: UserFault[]; warnings: UserFault[]; user: CheckedUser }> => {
  const { main, settings: inForce } = parts;
  const settings = inForce();
  const faults: UserFault[] = [];
  const warnings: UserFault[] = [];
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
  const areLinksOn = settings.token_login?.enabled === true;
  const byLink = wanted.tokenLogin === true && areLinksOn;
  if (wanted.tokenLogin === true && !areLinksOn)
    (wanted.password === undefined && !existing ? faults : warnings).push(noLinks);
  const endsLink = wanted.tokenLogin === false && existing?.token_login !== undefined;
  const needsPassword =
    !byLink && (!existing || wanted.password !== undefined || endsLink) && !faults.includes(noLinks);
  const password = needsPassword ? attempt(() => checkPassword(wanted.password, name)) : undefined;
  const roles = wanted.roles ?? existing?.roles ?? [];
  faults.push(...roleFaults(roles));
  warnings.push(...roleWarnings(settings, roles));

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
      if (found || typeof place === 'string') return found;
      const { doc, fault } = await madeAlong(main, place, { user: name, kind: 'place', near: stored });
      if (fault) faults.push({ field: 'place', message: fault });
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

  let contact: Doc | undefined = person === undefined ? undefined : stored.get(idOf(person) ?? '');
  if (!contact && person && typeof person !== 'string') {
    const near = new Map([...stored, ...placeDocs.flatMap(doc => (doc ? [[doc._id, doc] as const] : []))]);
    const { doc: made, fault } = await madeAlong(main, person, {
      ...{ user: name, kind: 'contact', near, home: placeDocs[0] },
    });
    if (fault) faults.push({ field: 'contact', message: fault });
    contact = made;
    // The person who is made along with a place is the one to ask for there.
    const place = contacts.find(({ _id }) => _id === minifyLineage(made.parent)?._id);
    if (place) place.contact = minifyLineage(made);
    contacts.push(made);
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
    warnings,
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
