import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { checkUser, storedRoles, type UserParts } from '@rounds/sentinel/users/check.ts';
import { createUser, updateUser } from '@rounds/sentinel/users/save.ts';
import { readWanted, userBody, type WantedUser } from '@rounds/sentinel/users/wanted.ts';
import type { UserDoor, UserToCreate } from './users.ts';
import type { Count } from './write.ts';

/**
 * Settings in which roles that the programme does not configure exist beside one that it does: CHT's users carry such
 * marks, and a CSV folder that has them must load. They do not decide whether somebody works on a device. A user with
 * unknown roles only stays a fault.
 */
const withMarks = (settings: Settings, roles: readonly string[]): Settings => {
  const [known, unknown] = [
    roles.filter(role => Object.hasOwn(settings.roles, role)),
    roles.filter(role => !Object.hasOwn(settings.roles, role)),
  ];
  const marks = Object.fromEntries(
    unknown.filter(role => !role.startsWith('_')).map(role => [role, { offline: false }]),
  );
  return known.length === 0 ? settings : { ...settings, roles: { ...marks, ...settings.roles } };
};

/** Where users are looked up and made. */
interface Place {
  main: Store;
  users: Store;
  /** Those that the import goes by. */
  settings: Settings;
}

const partsFor = ({ main, users, settings }: Place, { roles }: UserToCreate): UserParts => ({
  ...{ main, users },
  settings: () => withMarks(settings, roles),
  now: () => Date.now(),
});

const existingOf = ({ users }: Place, { username }: UserToCreate): Promise<UserDoc | null> =>
  users.get<UserDoc>(userId(username));

/** A user as a row wants it; the password of one who is there stays. */
const wantedOf = (user: UserToCreate, existing: UserDoc | null): WantedUser => {
  const { password, ...wanted } = readWanted(user);
  return existing ? wanted : { ...wanted, password };
};

/** Whether both documents already say what the row says. */
const saysIt = async (
  place: Place,
  user: UserToCreate,
  existing: UserDoc,
  { about, mustChangePassword }: WantedUser,
): Promise<boolean> => {
  const own = await place.main.get(userId(user.username));
  if (!own) return false;
  const roles = storedRoles(partsFor(place, user).settings(), user.roles);
  const decided = [existing, own].every(doc =>
    isDeepStrictEqual([...((doc.roles as string[] | undefined) ?? [])].sort(), [...roles].sort()),
  );
  const placed = isDeepStrictEqual(facilitiesOf(existing), user.place ?? facilitiesOf(existing));
  const person = user.contact === undefined || existing.contact_id === user.contact;
  const asked = mustChangePassword === undefined || mustChangePassword === (existing.password_change_required === true);
  return decided && placed && person && asked && Object.entries(about).every(([field, value]) => own[field] === value);
};

const compare = async (place: Place, user: UserToCreate): Promise<keyof Count> => {
  const existing = await existingOf(place, user);
  if (!existing) return 'created';
  return (await saysIt(place, user, existing, wantedOf(user, existing))) ? 'unchanged' : 'changed';
};

const check = async (place: Place, user: UserToCreate, pending: readonly Doc[]) => {
  const existing = await existingOf(place, user);
  const read = userBody.safeParse(user);
  if (!read.success) return read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  const about = pending.filter(({ _id }) => _id === user.contact || user.place?.includes(_id));
  const { faults } = await checkUser(partsFor(place, user), wantedOf(user, existing), {
    ...(existing ? { existing } : {}),
    pending: about,
  });
  return faults;
};

const put = async (place: Place, user: UserToCreate): Promise<keyof Count> => {
  const what = await compare(place, user);
  const wanted = wantedOf(user, await existingOf(place, user));
  if (what === 'created') await createUser(partsFor(place, user), wanted);
  if (what === 'changed') await updateUser(partsFor(place, user), wanted, { byOther: true });
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
  const place = { main, users, settings: usableSettings(given ?? {}).settings };
  return {
    check: (user, pending) => check(place, user, pending),
    compare: user => compare(place, user),
    put: user => put(place, user),
  };
};
