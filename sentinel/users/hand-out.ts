import { type Contact, isPerson, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { facilitiesOf, type UserDoc, type UserSettings, userId, userPrefix } from '@rounds/ddocs/documents/users.ts';
import { normalPhone } from '../text/phone-numbers.ts';
import type { UserParts } from './check.ts';
import { areOffline } from './roles.ts';
import { closeLogin, createUser, updateUser } from './save.ts';
import { changeStored } from './stored.ts';
import { sendToken } from './token.ts';
import { usernameFor } from './username.ts';

/** Why a login cannot be made, for people to read. */
const fault = (message: string) => new AppError('user/invalid', message);
const rounds = 20;
const mostUsers = 100_000;

/** Roles that a contact is to have as a user: `role`, as CHT's forms write it, or `roles`. */
const rolesOf = ({ role, roles }: Contact): string[] =>
  [roles ?? role ?? []]
    .flat()
    .flatMap(one => (typeof one === 'string' ? one.split(/[\s,]+/) : []))
    .filter(one => one !== '');

/** A person stored under this id. @throws `user/invalid` */
const personOf = async ({ main, settings }: UserParts, id: string): Promise<Contact> => {
  const doc = await main.get(id);
  if (!doc) throw fault(`There is no contact "${id}"`);
  if (!isPerson(doc, settings().contact_types)) throw fault(`"${doc.name ?? id}" is not a person`);
  return doc;
};

/**
 * A login for a person, with a link sent to his phone; one that he has by an earlier try stays, and its link is sent if
 * it was not.
 * @param replaces the user whose login is handed on to him: each gives him a login of its own, with its own roles
 * @returns the name of the user
 * @throws `user/invalid` with what is to be mended
 */
const loginFor = async (
  parts: UserParts,
  contact: Contact,
  { roles, places, replaces }: { roles: string[]; places: string[]; replaces?: string },
): Promise<string> => {
  const { main, users, settings, now } = parts;
  for (let round = 0; round < rounds; round += 1) {
    const username = usernameFor(contact, round);
    const login = { username, roles, places, replaces };
    const wanted = { ...login, contact: contact._id, tokenLogin: true, about: aboutOf(contact) };
    const stored = await users.get<UserDoc>(userId(username));
    if (stored && (stored.contact_id !== contact._id || stored.replaces !== replaces || stored.handed_on)) continue;
    const link = stored?.token_login;
    if (!stored) await createUser(parts, wanted);
    else if (link?.active && link.expiration_date <= now()) await updateUser(parts, wanted, { byOther: true });
    else if (link?.active) {
      const own = await main.get<UserSettings>(stored._id);
      if (own?.phone) await sendToken(parts, own, link, normalPhone(own.phone, settings()));
    }
    return username;
  }
  throw fault('Every user name that was tried is taken');
};

const aboutOf = ({ name, phone }: Contact): Record<string, string> => ({
  ...(name ? { fullname: name } : {}),
  ...(phone ? { phone } : {}),
});

/**
 * The login that a contact wishes for by `user_for_contact.create`. It works on a device: a user who may write a
 * contact must not make himself an administrator by it.
 * @throws `user/invalid`
 */
export const giveLogin = async (parts: UserParts, contactId: string): Promise<string> => {
  const contact = await personOf(parts, contactId);
  const settings = parts.settings();
  const roles = rolesOf(contact);
  if (roles.length === 0) throw fault('The contact has no role; give it one in "role"');
  const others = roles.filter(role => !(Object.hasOwn(settings.roles, role) && settings.roles[role]!.offline === true));
  if (others.length > 0)
    throw fault(`Logins made for contacts are for roles that work on a device, not for "${others.join('", "')}"`);
  if (!contact.parent?._id) throw fault('The contact belongs to no place');
  return loginFor(parts, contact, { roles, places: [contact.parent._id] });
};

/** A login that goes from one user to another. */
export interface Handover {
  /** The user who had it. */
  from: string;
  /** The user who has it now. */
  to: string;
}

/** Users of a contact who can log in: a login that was handed on is closed. */
export const usersOf = async ({ users }: UserParts, contactId: string): Promise<UserDoc[]> => {
  const all = await users.range<UserDoc>({ from: userPrefix, to: `${userPrefix}\ufff0`, limit: mostUsers });
  return all.filter(({ contact_id, handed_on }) => contact_id === contactId && !handed_on);
};

/**
 * The first half of a handover: another person gets a login with the roles and places of each user of a contact. A
 * login that works online is not handed on, and stays as it is beside those that are.
 * @param only this user of his; all that he has when not given
 * @throws `user/invalid`
 */
export const giveSame = async (
  parts: UserParts,
  contactId: string,
  replacementId: string,
  only?: string,
): Promise<Handover[]> => {
  const replacement = await personOf(parts, replacementId);
  const mine = (await usersOf(parts, contactId)).filter(({ name }) => only === undefined || name === only);
  if (mine.length === 0)
    throw fault(only ? `"${only}" is no user of this contact` : 'The contact has no login to hand on');
  const onDevice = mine.filter(({ roles }) => areOffline(parts.settings(), roles));
  if (onDevice.length === 0)
    throw fault(`"${mine[0]!.name}" does not work on a device; his login is not handed on by a form`);
  const handovers: Handover[] = [];
  for (const user of onDevice) {
    const login = { roles: user.roles, places: facilitiesOf(user), replaces: user.name };
    handovers.push({ from: user.name, to: await loginFor(parts, replacement, login) });
  }
  return handovers;
};

/**
 * The second half: the other person becomes the primary contact where the first was, and the first is let in no more;
 * his login is kept, with a password that nobody knows. Running it again changes nothing.
 */
export const endOld = async (
  parts: UserParts,
  contactId: string,
  replacementId: string,
  { from, to }: Handover,
): Promise<void> => {
  const { main, users } = parts;
  const replacement = await personOf(parts, replacementId);
  const old = await users.get<UserDoc>(userId(from));
  // A user who writes a contact may write any name there: a login of somebody else is not his to end.
  if (old?.contact_id !== contactId) return;
  for (const place of facilitiesOf(old)) await replacePrimary(main, place, contactId, replacement);
  await closeLogin(parts, old, to);
};

const replacePrimary = async (
  main: UserParts['main'],
  placeId: string,
  before: string,
  after: Contact,
): Promise<void> => {
  const place = await main.get<Contact>(placeId);
  if (place?.contact?._id !== before) return;
  const contact = minifyLineage(after)!;
  await changeStored<Contact>(main, placeId, stored =>
    stored?.contact?._id === before ? { ...stored, contact } : (stored ?? place),
  );
};
