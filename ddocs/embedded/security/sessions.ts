import { createHmac, randomBytes } from 'node:crypto';
import type { UserCtx } from '../databases/access.ts';
import type { DataFolder } from '../databases/data-folder.ts';
import { winnerOf } from '../databases/storage.ts';
import { CouchError, unauthorized } from '../http/error.ts';
import { type Derived, ITERATIONS, type Passwords, sameText } from './passwords.ts';
import { USER_PREFIX, USERS } from './users.ts';

/** The caller of a request, and how he proved who he is. */
export interface Session extends UserCtx {
  authenticated: 'cookie' | 'default' | null;
}

/** Tells who a request comes from. */
export interface Sessions {
  /** @throws `unauthorized` for a wrong name or password */
  login(name: string, password: string): Promise<{ user: Session; cookie: string }>;
  /**
   * By `Authorization: Basic` or the `AuthSession` cookie; a cookie that is not valid any more makes an anonymous
   * caller.
   */
  identify(headers: { authorization?: string; cookie?: string }): Promise<{ user: Session; renewed: string | null }>;
}

const NAME_OR_PASSWORD = 'Name or password is incorrect.';
/**
 * Seconds that a cookie is valid: a year, as CHT configures CouchDB, so that nobody who was days without a network must
 * log in again.
 */
export const TIMEOUT = 31_536_000;
const ANONYMOUS: Session = { name: null, roles: [], authenticated: null };

/** The cookie that ends a session. */
export const NO_COOKIE = 'AuthSession=; Version=1; Path=/; HttpOnly';

interface Known {
  user: UserCtx;
  /** Part of the key that signs cookies: changes with the password. */
  salt: string;
  derived: Partial<Derived> | null;
}

/** What sessions are told from. */
export interface SessionOptions {
  admin: { name: string; password: string };
  /** Signs the cookies. */
  secret: string;
  databases: DataFolder;
  passwords: Passwords;
  /** Milliseconds since 1970. */
  now: () => number;
}

/**
 * Sessions as CouchDB has them: `AuthSession` is `name:time:signature`, signed with the server's secret and the user's
 * salt, so that sessions outlive a restart and end with a change of the password.
 */
export function sessions(options: SessionOptions): Sessions {
  const { admin, secret } = options;
  const adminSalt = createHmac('sha256', secret).update(`admin:${admin.password}`).digest('hex');
  const keeper: Keeper = { ...options, adminSalt };
  return {
    async login(name, password) {
      const { user, salt } = await check(keeper, name, password);
      return { user: { ...user, authenticated: 'cookie' }, cookie: cookieFor(keeper, name, salt) };
    },
    async identify({ authorization, cookie }) {
      if (authorization) {
        const { name, password } = parseBasic(authorization);
        const { user } = await check(keeper, name, password);
        return { user: { ...user, authenticated: 'default' }, renewed: null };
      }
      const value = /(?:^|;\s*)AuthSession=([^;]+)/.exec(cookie ?? '')?.[1];
      const session = value ? await byCookie(keeper, value) : null;
      if (!session) return { user: ANONYMOUS, renewed: null };
      return { user: { ...session.user, authenticated: 'cookie' }, renewed: session.renewed };
    },
  };
}

/** What sessions are told from, with the salt of the administrator, whose document there is not. */
interface Keeper extends SessionOptions {
  adminSalt: string;
}

/** Who has a name; null for nobody. */
async function find({ admin, adminSalt, databases }: Keeper, name: string): Promise<Known | null> {
  if (name === admin.name) return { user: { name, roles: ['_admin'] }, salt: adminSalt, derived: null };
  if (!databases.has(USERS)) return null;
  const doc = await readUser(databases, name);
  if (doc?.type !== 'user' || doc.name !== name) return null;
  const roles = Array.isArray(doc.roles)
    ? doc.roles.filter(role => typeof role === 'string' && !role.startsWith('_'))
    : [];
  return { user: { name, roles }, salt: String(doc.salt ?? ''), derived: doc as Partial<Derived> };
}

/** What no password matches. */
const nobody: Derived = {
  ...{ password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256', salt: 'nobody', iterations: ITERATIONS },
  derived_key: '0'.repeat(64),
};

/** Who has a name and this password. @throws `unauthorized` */
async function check(keeper: Keeper, name: string, password: string): Promise<Known> {
  const { admin, passwords } = keeper;
  const known = await find(keeper, name);
  // Nobody's name takes as long as a wrong password: else the names could be found out.
  if (!known) await passwords.matches(password, nobody);
  const right =
    known && (known.derived ? await passwords.matches(password, known.derived) : sameText(password, admin.password));
  if (!right) throw unauthorized(NAME_OR_PASSWORD);
  return known;
}

const sign = (key: string, name: string, time: string): string =>
  createHmac('sha256', key).update(`${name}:${time}`).digest('hex');

function cookieFor({ secret, now }: Keeper, name: string, salt: string): string {
  const time = Math.floor(now() / 1000)
    .toString(16)
    .toUpperCase();
  const value = Buffer.from(`${name}:${time}:${sign(secret + salt, name, time)}`).toString('base64url');
  const expires = new Date(now() + TIMEOUT * 1000).toUTCString();
  return `AuthSession=${value}; Version=1; Expires=${expires}; Max-Age=${TIMEOUT}; Path=/; HttpOnly`;
}

/** Whose cookie this is, with a new one when it is no longer young; null when it does not hold. */
async function byCookie(keeper: Keeper, value: string): Promise<{ user: UserCtx; renewed: string | null } | null> {
  const { secret, now } = keeper;
  const parts = Buffer.from(value, 'base64url').toString('utf8').split(':');
  const [signature, time, ...name] = parts.reverse();
  if (!signature || !time || !name.length) return null;
  const age = now() / 1000 - Number.parseInt(time, 16);
  if (!(age < TIMEOUT)) return null;
  const known = await find(keeper, name.reverse().join(':'));
  if (!known?.user.name || !sameText(signature, sign(secret + known.salt, known.user.name, time))) return null;
  return { user: known.user, renewed: age > TIMEOUT * 0.1 ? cookieFor(keeper, known.user.name, known.salt) : null };
}

/** A new secret for signing cookies. */
export const newSecret = (): string => randomBytes(32).toString('hex');

async function readUser(databases: DataFolder, name: string): Promise<Record<string, unknown> | null> {
  try {
    const db = await databases.get(USERS);
    return await winnerOf(db.storage, USER_PREFIX + name);
  } catch (error) {
    // the database of users was removed meanwhile
    if (error instanceof CouchError && error.status === 404) return null;
    throw error;
  }
}

function parseBasic(authorization: string): { name: string; password: string } {
  const [scheme, value] = authorization.split(/\s+/, 2);
  if (scheme?.toLowerCase() !== 'basic' || !value) throw unauthorized(NAME_OR_PASSWORD);
  const text = Buffer.from(value, 'base64').toString('utf8');
  const at = text.indexOf(':');
  if (at < 0) throw unauthorized(NAME_OR_PASSWORD);
  return { name: text.slice(0, at), password: text.slice(at + 1) };
}
