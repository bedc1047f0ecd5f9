import type { Doc, Iso } from './doc.ts';

/** Prefix of user documents, in `_users` and of the settings of a user in the main database. */
export const userPrefix = 'org.couchdb.user:';
export const userId = (name: string): string => `${userPrefix}${name}`;

/** What the api and the browser know of the person logged in: the `userCtx` of CouchDB. */
export interface UserCtx {
  name: string | null;
  roles: string[];
}

/** A document of `_users`: authoritative for roles and places (`users-and-sync.md` §5.1). */
export interface UserDoc extends Doc {
  type: 'user';
  name: string;
  roles: string[];
  password?: string;
  facility_id?: string | string[];
  contact_id?: string;
  known?: boolean;
  password_change_required?: boolean;
}

/** A document `org.couchdb.user:<name>` of the main database. */
export interface UserSettings extends Doc {
  type: 'user-settings';
  name: string;
  roles: string[];
  fullname?: string;
  email?: string;
  phone?: string;
  language?: string;
  facility_id?: string | string[];
  contact_id?: string;
  known?: boolean;
  inactive?: Iso | boolean;
}

/** The places of a user, whether stored as one id or as a list. */
export const facilitiesOf = (user: { facility_id?: string | string[] }): string[] =>
  user.facility_id === undefined || user.facility_id === '' ? [] : ([] as string[]).concat(user.facility_id);

/** Roles that make a user work on the server's data directly (`users-and-sync.md` §5.1). */
export const adminRoles = ['_admin', 'admin'] as const;
export const onlineRole = 'mm-online';

/** Whether a user administers the programme. */
export const isAdmin = ({ roles }: Pick<UserCtx, 'roles'>): boolean => roles.some(role => role === '_admin' || role === 'admin');

/** Whether a user works online. Everybody else replicates to a device. */
export const isOnline = ({ roles }: Pick<UserCtx, 'roles'>): boolean => isAdmin({ roles }) || roles.includes(onlineRole);
