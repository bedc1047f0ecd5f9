import { isServerAdmin, type UserCtx } from '../databases/access.ts';
import { forbidden } from '../http/error.ts';
import type { Passwords } from './passwords.ts';

/** The name of the database of users. */
export const USERS = '_users';
/** What the id of a user's document begins with. */
export const USER_PREFIX = 'org.couchdb.user:';

/** A document for `_users` as it comes in. */
interface UserFields {
  _id: string;
  _deleted?: boolean;
  [field: string]: unknown;
}

const HASH_FIELDS = ['password_scheme', 'pbkdf2_prf', 'salt', 'iterations', 'derived_key'] as const;

/**
 * A document for `_users` with its `password` replaced by a hash.
 *
 * @throws `forbidden` when it is not a proper user, or when the caller may not write it
 */
export async function prepareUser<T extends UserFields>(doc: T, user: UserCtx, passwords: Passwords): Promise<T> {
  if (doc._id.startsWith('_')) return doc;
  const admin = isServerAdmin(user);
  if (doc._deleted) {
    if (!admin) throw forbidden('Only administrators can delete users.');
    return doc;
  }
  checkUser(doc);
  if (!admin && doc.name !== user.name) throw forbidden('You may only update your own user document.');
  if (doc.password === undefined || doc.password === null) return doc;
  if (typeof doc.password !== 'string') throw forbidden('doc.password must be a string.');
  const rest = Object.fromEntries(Object.entries(doc).filter(([name]) => name !== 'password')) as T;
  return { ...rest, ...(await passwords.hash(doc.password)) };
}

/** Refuses a change of somebody's own roles or, without a new password, of his hash. @throws `forbidden` */
export function checkOwnUser(
  doc: UserFields,
  old: Record<string, unknown> | null,
  user: UserCtx,
  newPassword: boolean,
): void {
  if (isServerAdmin(user) || doc._id.startsWith('_')) return;
  if (!old) throw forbidden('Only administrators can create users.');
  if (JSON.stringify(doc.roles) !== JSON.stringify(old.roles)) throw forbidden('Only _admin may edit roles');
  if (newPassword) return;
  if (HASH_FIELDS.some(field => doc[field] !== old[field])) throw forbidden('Only _admin may set a password hash');
}

function checkUser({ _id, type, name, roles }: UserFields): void {
  if (type !== 'user') throw forbidden('doc.type must be user');
  if (typeof name !== 'string' || !name) throw forbidden('doc.name is required');
  if (!Array.isArray(roles) || !roles.every(role => typeof role === 'string'))
    throw forbidden('doc.roles must be an array of strings');
  if (_id !== USER_PREFIX + name) throw forbidden(`Doc ID must be of the form ${USER_PREFIX}name`);
  if (name.includes(':')) throw forbidden('doc.name must not contain a colon');
  if (roles.some(role => role.startsWith('_')))
    throw forbidden('No system roles (starting with underscore) in users db.');
}
