import { may } from '@rounds/config/permissions.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { type UserDoc, type UserSettings, userId } from '@rounds/ddocs/users.ts';
import { type CheckedUser, checkUser, type UserFault, type UserParts } from './check.ts';
import type { WantedUser } from './wanted.ts';

/** What was written, in CHT's shape. */
export interface SavedUser {
  user: { id: string; rev: string };
  'user-settings': { id: string; rev: string };
  contact?: { id: string };
}

const tries = 10;

/** Writes what `apply` makes of a document as it stands; a conflict means that somebody else wrote, so it is read again. */
const change = async (store: Store, id: string, apply: (stored: Doc | null) => Doc): Promise<{ id: string; rev: string }> => {
  for (let left = tries; ; left -= 1) {
    const stored = await store.get(id);
    const [result] = await store.write([{ ...apply(stored), _id: id, ...(stored?._rev ? { _rev: stored._rev } : {}) }]);
    if (result!.ok) return { id, rev: result!.rev };
    if (result!.error !== 'conflict' || left <= 1) throw new AppError('doc/conflict', `${id} could not be written: ${result!.reason}`);
  }
};

/** @throws `user/invalid` with every fault */
export const refuse = (faults: readonly UserFault[]): void => {
  if (faults.length === 0) return;
  throw new AppError('user/invalid', faults.map(({ message }) => message).join('. '), { details: faults });
};

/**
 * Both documents of a user. The settings are written first and `_users`, which is authoritative, last: a crash in between leaves
 * a user who cannot log in yet, and the repeated request makes him whole.
 */
const write = async (parts: UserParts, checked: CheckedUser, wanted: WantedUser, byOther: boolean): Promise<SavedUser> => {
  const { main, users, settings, now } = parts;
  const { name, roles, places, contactId, contacts, password } = checked;
  const id = userId(name);
  for (const contact of contacts) await change(main, contact._id, stored => stored ?? { ...contact, reported_date: now() });
  const common = {
    name,
    roles,
    ...(places.length > 0 ? { facility_id: places } : {}),
    ...(contactId ? { contact_id: contactId } : {}),
    ...('known' in wanted.about ? { known: wanted.about.known } : {}),
  };
  const own = await change(main, id, stored => {
    const { facility_id, contact_id, inactive, ...kept } = (stored ?? {}) as Partial<UserSettings>;
    return { ...kept, ...wanted.about, ...common, _id: id, type: 'user-settings' };
  });
  const mustChange = password !== undefined && byOther && !may(settings(), roles, 'can_skip_password_change');
  const user = await change(users, id, stored => {
    const { facility_id, contact_id, password_change_required, ...kept } = (stored ?? {}) as Partial<UserDoc>;
    const required = password === undefined ? password_change_required === true : mustChange;
    return {
      ...kept,
      ...common,
      _id: id,
      type: 'user',
      ...(password === undefined ? {} : { password }),
      ...(required ? { password_change_required: true } : {}),
    };
  });
  return { user, 'user-settings': own, ...(contactId ? { contact: { id: contactId } } : {}) };
};

/** Makes a user. @throws `user/invalid`, `user/exists` */
export const createUser = async (parts: UserParts, wanted: WantedUser): Promise<SavedUser> => {
  const { faults, user } = await checkUser(parts, wanted);
  refuse(faults);
  if (await parts.users.get(userId(user.name)))
    throw new AppError('user/exists', `There is a user "${user.name}" already`, {
      hint: 'Choose another name',
      details: [{ field: 'username', message: 'taken' }],
    });
  return write(parts, user, wanted, true);
};

/** A user as stored. @throws `doc/missing` */
export const storedUser = async ({ users }: UserParts, name: string): Promise<UserDoc> => {
  const user = await users.get<UserDoc>(userId(name));
  if (user) return user;
  throw new AppError('doc/missing', `There is no user "${name}"`);
};

/** Changes what is said of a user and leaves the rest. @param byOther not by the user himself. @throws `user/invalid`, `doc/missing` */
export const updateUser = async (parts: UserParts, wanted: WantedUser, { byOther }: { byOther: boolean }): Promise<SavedUser> => {
  const existing = await storedUser(parts, String(wanted.username));
  const { faults, user } = await checkUser(parts, wanted, { existing });
  refuse(faults);
  return write(parts, user, wanted, byOther);
};

/**
 * Ends a user: his settings say since when, his document of `_users` goes, and with it his sessions. What he wrote stays.
 * @throws `doc/missing`
 */
export const deactivateUser = async (parts: UserParts, name: string): Promise<void> => {
  const { main, users, now } = parts;
  const id = userId(name);
  const [user, own] = await Promise.all([users.get(id), main.get(id)]);
  if (!user && !own) throw new AppError('doc/missing', `There is no user "${name}"`);
  if (own) await change(main, id, stored => ({ ...stored!, inactive: new Date(now()).toISOString() }));
  if (user) await change(users, id, stored => ({ _id: id, ...(stored?._rev ? { _rev: stored._rev } : {}), _deleted: true }));
};
