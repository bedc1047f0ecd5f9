import { createHash } from 'node:crypto';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  facilitiesOf,
  isAdmin,
  isOnline,
  type UserCtx,
  type UserDoc,
  type UserSettings,
  userId,
} from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Couch } from '../couch/couch.ts';
import type { Caller } from './caller.ts';

/** What a request shows of itself. */
export interface Credentials {
  /** Value of the cookie `AuthSession`. */
  cookie?: string | undefined;
  /** The header `Authorization`. */
  authorization?: string | undefined;
}

/** Is handed the new cookie when CouchDB renews a session. */
type OnRenewed = (setCookie: string) => void;

export interface Sessions {
  /**
   * The user who asks; null without credentials.
   * @throws `session/refused` for credentials that do not hold
   */
  caller(credentials: Credentials, onRenewed?: OnRenewed): Promise<Caller | null>;
  /** A user as he stands now, for what he asks in another way than by a request; null when he may not log in. */
  named(name: string): Promise<Caller | null>;
  /** Forgets what is remembered of a user: roles, places or password changed, or he logged out. */
  forget(name: string): void;
}

/**
 * CouchDB locks a name by itself after wrong passwords (its `chttpd_auth_lockout`): then the right one does not help
 * either.
 */
export const locked = () =>
  new AppError('request/too-many', 'The database has locked this name after wrong passwords', {
    hint: 'Try again in five minutes',
  });

/**
 * What the header `Authorization` shows of a name and password, and the header in the one way of writing it that
 * CouchDB is to get. An empty name is nobody's: a client that has a session may send one beside its cookie.
 */
export const readBasic = (header = ''): { user: string; password: string; authorization: string } | undefined => {
  const encoded = /^basic\s+(\S+)\s*$/i.exec(header)?.[1];
  if (!encoded) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const [user = '', ...rest] = bytes.toString().split(':');
  if (user === '') return undefined;
  return { user, password: rest.join(':'), authorization: `Basic ${bytes.toString('base64')}` };
};

/**
 * How long an answer of CouchDB is believed, in ms: so long may a user go on after he was deactivated in another
 * process.
 */
const believed = 5000;
const kept = 5000;

const refused = () =>
  new AppError('session/refused', 'Wrong name or password, or the session has ended', { hint: 'Log in again' });

/** Where it is looked up who somebody is. */
interface Sources {
  couch: Couch;
  users: Store;
  main: Store;
}

/** Asks CouchDB whether credentials hold. @throws `session/refused`, `request/too-many`, `store/unreachable` */
const verify = async (
  { couch }: Sources,
  { cookie, authorization }: Credentials,
  onRenewed?: OnRenewed,
): Promise<UserCtx> => {
  const headers: Record<string, string> = { accept: 'application/json' };
  const shown = cookie ? undefined : readBasic(authorization);
  // A header cannot hold it: it is none that CouchDB gave.
  if (cookie && !/^[\x21-\x7e]{1,4096}$/.test(cookie)) throw refused();
  if (shown && couch.isFalseAdmin(shown.user, shown.password)) throw refused();
  if (cookie) headers.cookie = `AuthSession=${cookie}`;
  else headers.authorization = authorization!;
  const response = await couch.stranger('/_session', { headers });
  if (response.status >= 500)
    throw new AppError('store/unreachable', 'The database does not answer', { hint: 'Try again in a moment' });
  if (response.status === 403) throw locked();
  if (!response.ok) throw refused();
  const { userCtx } = (await response.json()) as { userCtx?: UserCtx };
  if (!userCtx?.name) throw refused();
  const renewed = response.headers.getSetCookie().find(each => each.startsWith('AuthSession='));
  if (renewed) onRenewed?.(renewed);
  return userCtx;
};

/** What the programme knows of a user whom CouchDB vouches for. @throws `session/refused` for users of another one */
const describe = async ({ users, main }: Sources, { name, roles }: UserCtx): Promise<Caller> => {
  const [user, own] = await Promise.all([users.get<UserDoc>(userId(name!)), main.get<UserSettings>(userId(name!))]);
  // Users of CouchDB who have no settings here belong to another programme on the same server.
  if (own?.inactive || (!own && !roles.includes('_admin'))) throw refused();
  return {
    name: name!,
    roles,
    facilities: facilitiesOf(user ?? {}),
    contactId: user?.contact_id || undefined,
    fullname: own?.fullname,
    language: own?.language,
    online: isOnline({ roles }),
    admin: isAdmin({ roles }),
  };
};

/** @param now milliseconds since 1970 */
export const sessions = (couch: Couch, users: Store, main: Store, now: () => number): Sessions => {
  const sources = { couch, users, main };
  const answers = new Map<string, { until: number; name: string; caller: Promise<Caller> }>();

  const find = async (credentials: Credentials, onRenewed?: OnRenewed) =>
    describe(sources, await verify(sources, credentials, onRenewed));

  return {
    async caller({ cookie, authorization }, onRenewed) {
      const basic = authorization && /^basic /i.test(authorization) ? authorization : undefined;
      if (!cookie && !basic) return null;
      const proof = cookie && !basic ? { cookie } : { authorization: basic };
      const key = createHash('sha256')
        .update(cookie && !basic ? `c${cookie}` : `b${basic}`)
        .digest('base64');
      const known = answers.get(key);
      if (known && known.until > now()) return known.caller;
      const caller = find(proof, onRenewed);
      const entry = { until: now() + believed, name: '', caller };
      answers.set(key, entry);
      try {
        entry.name = (await caller).name;
      } catch (error) {
        if (answers.get(key) === entry) answers.delete(key);
        throw error;
      }
      if (answers.size > kept) answers.delete(answers.keys().next().value!);
      return caller;
    },
    async named(name) {
      const user = await users.get<UserDoc>(userId(name));
      const own = await main.get<UserSettings>(userId(name));
      if (!user || !own || own.inactive) return null;
      return describe(sources, { name, roles: [...(user.roles ?? [])] });
    },
    forget(name) {
      for (const [key, entry] of answers) if (entry.name === name || entry.name === '') answers.delete(key);
    },
  };
};
