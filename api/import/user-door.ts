import { isDeepStrictEqual } from 'node:util';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { checkUser, type UserParts } from '@rounds/sentinel/users/check.ts';
import type { UserFault } from '@rounds/sentinel/users/fault.ts';
import { storedRoles } from '@rounds/sentinel/users/roles.ts';
import { createUser, updateUser } from '@rounds/sentinel/users/save.ts';
import { readWanted, userBody, type WantedUser } from '@rounds/sentinel/users/wanted.ts';
import type { UserDoor, UserToCreate } from './users.ts';
import type { Count } from './write.ts';

/** Ids of contacts, and of the places under which those that are to be made stand. */
const idsIn = (given: readonly (UserToCreate['contact'] | undefined)[]): ReadonlySet<string> =>
  new Set(
    given.flatMap(one => {
      if (one === undefined || typeof one === 'string') return one ?? [];
      const { _id, parent } = one;
      const above = typeof parent === 'string' ? parent : (parent as { _id?: unknown } | undefined)?._id;
      return [_id, above].filter(id => typeof id === 'string');
    }),
  );

/** A user as a row wants it; the password of one who is there stays. */
const wantedOf = (user: UserToCreate, existing: UserDoc | null): WantedUser => {
  const { password, ...wanted } = readWanted(user);
  return existing || password === undefined ? wanted : { ...wanted, password };
};

const existingOf = ({ users }: UserParts, { username }: UserToCreate): Promise<UserDoc | null> =>
  users.get<UserDoc>(userId(username));

/** Whether both documents already say what the row says. */
const saysIt = async (parts: UserParts, user: UserToCreate, existing: UserDoc): Promise<boolean> => {
  const wanted = wantedOf(user, existing);
  const { about, mustChangePassword } = wanted;
  const own = await parts.main.get(userId(user.username));
  if (!own) return false;
  const roles = storedRoles(parts.settings(), user.roles);
  const { user: would } = await checkUser(parts, wanted, { existing });
  const decided = [existing, own].every(doc =>
    isDeepStrictEqual([...((doc.roles as string[] | undefined) ?? [])].sort(), [...roles].sort()),
  );
  const placed = isDeepStrictEqual(facilitiesOf(existing), would.places);
  const person = existing.contact_id === would.contactId;
  const asked = mustChangePassword === undefined || mustChangePassword === (existing.password_change_required === true);
  return decided && placed && person && asked && Object.entries(about).every(([field, value]) => own[field] === value);
};

const compare = async (parts: UserParts, user: UserToCreate): Promise<keyof Count> => {
  const existing = await existingOf(parts, user);
  if (!existing) return 'created';
  return (await saysIt(parts, user, existing)) ? 'unchanged' : 'changed';
};

const check = async (
  parts: UserParts,
  user: UserToCreate,
  pending: readonly Doc[],
): Promise<{ faults: UserFault[]; warnings: UserFault[] }> => {
  const existing = await existingOf(parts, user);
  const read = userBody.safeParse(user);
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    return { faults, warnings: [] };
  }
  const near = idsIn([user.contact, ...(user.place ?? [])]);
  const { faults, warnings } = await checkUser(parts, wantedOf(user, existing), {
    ...(existing ? { existing } : {}),
    pending: pending.filter(({ _id }) => near.has(_id)),
  });
  return { faults, warnings };
};

const put = async (parts: UserParts, user: UserToCreate): Promise<keyof Count> => {
  const what = await compare(parts, user);
  const wanted = wantedOf(user, await existingOf(parts, user));
  if (what === 'created') await createUser(parts, wanted);
  if (what === 'changed') await updateUser(parts, wanted, { byOther: true });
  return what;
};

/**
 * The users of a programme, made and changed by the code behind `/api/v1/users`. Reads the settings once.
 * @param options.settings those to go by; by default the stored ones. A dry run of a project has not stored its own
 */
export const userDoor = async (options: {
  couchUrl: string;
  databases: Databases;
  settings?: unknown;
}): Promise<UserDoor> => {
  const { couchUrl, databases } = options;
  const main = couchStore(couchUrl, databases.main);
  const users = couchStore(couchUrl, '_users');
  const given = options.settings ?? (await main.get<Doc & { settings?: unknown }>('settings'))?.settings;
  const { settings } = usableSettings(given ?? {});
  const parts: UserParts = { main, users, settings: () => settings, now: () => Date.now() };
  return {
    check: (user, pending) => check(parts, user, pending),
    compare: user => compare(parts, user),
    put: user => put(parts, user),
  };
};
