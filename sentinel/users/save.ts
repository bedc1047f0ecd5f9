import { may } from '@rounds/config/permissions/permissions.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type UserDoc, type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import { type CheckedUser, checkUser, type UserParts } from './check.ts';
import type { UserFault } from './fault.ts';
import { changeStored, storedUser } from './stored.ts';
import { newToken, recallToken, sendToken, unknownPassword } from './token.ts';
import type { WantedUser } from './wanted.ts';

/** What was written, in CHT's shape. */
export interface SavedUser {
  user: { id: string; rev: string };
  'user-settings': { id: string; rev: string };
  contact?: { id: string };
  /** Until when the link works that was sent to him. */
  token_login?: { expiration_date: Ms };
  /** What is odd about him, and kept nobody from saving him. */
  warnings?: UserFault[];
}

/** @throws `user/invalid` with every fault */
export const refuse = (faults: readonly UserFault[]): void => {
  if (faults.length === 0) return;
  throw new AppError('user/invalid', faults.map(({ message }) => message).join('. '), { details: faults });
};

/**
 * Both documents of a user. The settings are written first and `_users`, which is authoritative, last: a crash in
 * between leaves a user who cannot log in yet, and the repeated request makes him whole. The messages of a link come
 * after both.
 */
const write = async (
  parts: UserParts,
  checked: CheckedUser,
  wanted: WantedUser,
  byOther: boolean,
): Promise<SavedUser> => {
  const { main, users, settings, now } = parts;
  const { name, roles, places, contactId, contacts, password, linkTo } = checked;
  const id = userId(name);
  for (const contact of contacts)
    await changeStored(main, contact._id, stored => stored ?? { ...contact, reported_date: now() });
  const common = {
    name,
    roles,
    ...(places.length > 0 ? { facility_id: places } : {}),
    ...(contactId ? { contact_id: contactId } : {}),
    ...('known' in wanted.about ? { known: wanted.about.known } : {}),
  };
  const before = (await users.get<UserDoc>(id))?.token_login;
  const link = linkTo === undefined ? undefined : newToken(now());
  // A password that somebody sets ends a link that is still open.
  const after =
    link ??
    (wanted.tokenLogin === false
      ? undefined
      : before && { ...before, active: before.active && password === undefined });
  let settled!: UserSettings;
  const own = await changeStored<UserSettings>(main, id, stored => {
    const { facility_id, contact_id, inactive, token_login, ...kept } = (stored ?? {}) as Partial<UserSettings>;
    const seen = after && { active: after.active, expiration_date: after.expiration_date };
    const settings = {
      ...kept,
      ...wanted.about,
      ...common,
      ...(seen ? { token_login: seen } : {}),
      _id: id,
      type: 'user-settings',
    };
    settled = settings as UserSettings;
    return settled;
  });
  const mayKeep = wanted.mustChangePassword === false || may(settings(), roles, 'can_skip_password_change');
  const mustChange = !link && password !== undefined && byOther && !mayKeep;
  const user = await changeStored<UserDoc>(users, id, stored => {
    const { facility_id, contact_id, password_change_required, token_login, handed_on, ...kept } = (stored ??
      {}) as Partial<UserDoc>;
    const asBefore = wanted.mustChangePassword ?? password_change_required === true;
    const required = link || password !== undefined ? mustChange : asBefore;
    const secret = link ? unknownPassword() : password;
    return {
      ...kept,
      ...common,
      _id: id,
      type: 'user',
      ...(wanted.replaces === undefined ? {} : { replaces: wanted.replaces }),
      ...(secret === undefined ? (handed_on ? { handed_on } : {}) : { password: secret }),
      ...(required ? { password_change_required: true } : {}),
      ...(after ? { token_login: after } : {}),
    };
  });
  if (before?.active && before.token !== (after?.active ? after.token : '')) await recallToken(main, before, now());
  if (link) await sendToken(parts, settled, link, linkTo!);
  return {
    ...{ user, 'user-settings': own },
    ...(contactId ? { contact: { id: contactId } } : {}),
    ...(link ? { token_login: { expiration_date: link.expiration_date } } : {}),
  };
};

const warned = (saved: SavedUser, warnings: UserFault[]): SavedUser =>
  warnings.length > 0 ? { ...saved, warnings } : saved;

/** Makes a user. @throws `user/invalid`, `user/exists` */
export const createUser = async (parts: UserParts, wanted: WantedUser): Promise<SavedUser> => {
  const { faults, warnings, user } = await checkUser(parts, wanted);
  refuse(faults);
  if (await parts.users.get(userId(user.name)))
    throw new AppError('user/exists', `There is a user "${user.name}" already`, {
      hint: 'Choose another name',
      details: [{ field: 'username', message: 'taken' }],
    });
  return warned(await write(parts, user, wanted, true), warnings);
};

/**
 * Changes what is said of a user and leaves the rest.
 * @param byOther not by the user himself.
 * @throws `user/invalid`, `doc/missing`
 */
export const updateUser = async (
  parts: UserParts,
  wanted: WantedUser,
  { byOther }: { byOther: boolean },
): Promise<SavedUser> => {
  const existing = await storedUser(parts, String(wanted.username));
  const { faults, warnings, user } = await checkUser(parts, wanted, { existing });
  refuse(faults);
  return warned(await write(parts, user, wanted, byOther), warnings);
};

/**
 * Ends a user: his settings say since when, his document of `_users` goes, and with it his sessions. All that he wrote
 * stays.
 * @throws `doc/missing`
 */
export const deactivateUser = async (parts: UserParts, name: string): Promise<void> => {
  const { main, users, now } = parts;
  const id = userId(name);
  const [user, own] = await Promise.all([users.get<UserDoc>(id), main.get<UserSettings>(id)]);
  if (!user && !own) throw new AppError('doc/missing', `There is no user "${name}"`);
  if (own)
    await changeStored<UserSettings>(main, id, stored => ({
      ...(stored ?? own),
      inactive: new Date(now()).toISOString(),
    }));
  if (user) await changeStored<Doc>(users, id, () => ({ _id: id, _deleted: true }));
  if (user?.token_login?.active) await recallToken(main, user.token_login, now());
};

/**
 * Closes a login that was handed on: nobody knows its password any more, its sessions and its link end, and all else
 * stays until an administrator deletes it or gives it another password. Running it again changes nothing.
 * @param to the user who has the login now
 */
export const closeLogin = async ({ main, users, now }: UserParts, user: UserDoc, to: string): Promise<void> => {
  const { _id, token_login: link } = user;
  if (link?.active)
    await changeStored<UserSettings>(main, _id, own => ({
      ...(own ?? ({ type: 'user-settings', name: user.name, roles: user.roles } as UserSettings)),
      token_login: { active: false, expiration_date: link.expiration_date },
    }));
  if (user.handed_on?.to !== to)
    await changeStored<UserDoc>(users, _id, stored => {
      const { password_change_required: _, ...kept } = stored ?? user;
      const closed = kept.token_login ? { token_login: { ...kept.token_login, active: false } } : {};
      const handed_on = { to, date: new Date(now()).toISOString() };
      return { ...kept, ...closed, password: unknownPassword(), handed_on };
    });
  if (link) await recallToken(main, link, now());
};
