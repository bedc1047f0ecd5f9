import type { Draft } from '../documents/draft.ts';
import { forbidden } from '../http/error.ts';
import type { Passwords } from './passwords.ts';
import { isServerAdmin, type UserCtx } from './security.ts';

/** The name of the database of users. */
export const USERS = '_users';
/** What the id of a user's document begins with. */
export const USER_PREFIX = 'org.couchdb.user:';

const HASH_FIELDS = ['password_scheme', 'pbkdf2_prf', 'salt', 'iterations', 'derived_key'] as const;

/**
 * A document for `_users` with its `password` replaced by a hash.
 *
 * @throws `forbidden` when it is not a proper user, or when the caller may not write it
 */
export async function prepareUser(draft: Draft, user: UserCtx, passwords: Passwords): Promise<Draft> {
  if (draft._id.startsWith('_')) return draft;
  const admin = isServerAdmin(user);
  if (draft._deleted) {
    if (!admin) throw forbidden('Only administrators can delete users.');
    return draft;
  }
  checkUser(draft);
  if (!admin && draft.name !== user.name) throw forbidden('You may only update your own user document.');
  if (draft.password === undefined || draft.password === null) return draft;
  if (typeof draft.password !== 'string') throw forbidden('doc.password must be a string.');
  const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== 'password')) as Draft;
  return { ...rest, ...(await passwords.hash(draft.password)) };
}

/** Refuses a change of somebody's own roles or, without a new password, of his hash. @throws `forbidden` */
export function checkOwnUser(
  draft: Draft,
  old: Record<string, unknown> | null,
  user: UserCtx,
  newPassword: boolean,
): void {
  if (isServerAdmin(user) || draft._id.startsWith('_')) return;
  if (!old) throw forbidden('Only administrators can create users.');
  if (JSON.stringify(draft.roles) !== JSON.stringify(old.roles)) throw forbidden('Only _admin may edit roles');
  if (newPassword) return;
  if (HASH_FIELDS.some(field => draft[field] !== old[field])) throw forbidden('Only _admin may set a password hash');
}

function checkUser({ _id, type, name, roles }: Draft): void {
  if (type !== 'user') throw forbidden('doc.type must be user');
  if (typeof name !== 'string' || !name) throw forbidden('doc.name is required');
  if (!Array.isArray(roles) || !roles.every(role => typeof role === 'string'))
    throw forbidden('doc.roles must be an array of strings');
  if (_id !== USER_PREFIX + name) throw forbidden(`Doc ID must be of the form ${USER_PREFIX}name`);
  if (name.includes(':')) throw forbidden('doc.name must not contain a colon');
  if (roles.some(role => role.startsWith('_')))
    throw forbidden('No system roles (starting with underscore) in users db.');
}
