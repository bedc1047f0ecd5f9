import type { Doc, Iso, Ms } from './doc.ts';
import type { Task } from './reports.ts';

/** Prefix of user documents, in `_users` and of the settings of a user in the main database. */
export const userPrefix = 'org.couchdb.user:';
export const userId = (name: string): string => `${userPrefix}${name}`;

/** What the api and the browser know of the person logged in: the `userCtx` of CouchDB. */
export interface UserCtx {
  name: string | null;
  roles: string[];
}

/** A login by a link that is sent as SMS. */
export interface TokenLogin {
  /** False once the link was used or withdrawn. */
  active: boolean;
  /** 64 characters; anyone who has it is let in, once. */
  token: string;
  /** When the link ends. */
  expiration_date: Ms;
}

/** Id of the document that sends a link. */
export const tokenLoginId = (token: string): string => `token:login:${token}`;

/** A document `token:login:<token>` of the main database: the messages that bring the link. */
export interface TokenLoginDoc extends Doc {
  type: 'token_login';
  /** Id of the user's documents. */
  user: string;
  reported_date: Ms;
  /** A text that explains, and the link. */
  tasks: Task[];
}

/** A document of `_users`: authoritative for roles and places. */
export interface UserDoc extends Doc {
  type: 'user';
  name: string;
  roles: string[];
  password?: string;
  facility_id?: string | string[];
  contact_id?: string;
  known?: boolean;
  /** The password was set by somebody else: the first login leads to the choice of an own one. */
  password_change_required?: boolean;
  token_login?: TokenLogin;
  /** The user whose login this one was handed on from. Rounds' own key. */
  replaces?: string;
  /**
   * The user who has this login now: nobody knows the password of this one any more, until somebody sets another.
   * Rounds' own key.
   */
  handed_on?: { to: string; date: Iso };
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
  token_login?: Omit<TokenLogin, 'token'>;
}

/** The places of a user, whether stored as one id or as a list. */
export const facilitiesOf = (user: { facility_id?: string | string[] }): string[] =>
  user.facility_id === undefined || user.facility_id === '' ? [] : ([] as string[]).concat(user.facility_id);

/** Roles that make a user work on the server's data directly. */
export const adminRoles = ['_admin', 'admin'] as const;
export const onlineRole = 'mm-online';

/** Whether a user administers the programme. */
export const isAdmin = ({ roles }: Pick<UserCtx, 'roles'>): boolean =>
  roles.some(role => role === '_admin' || role === 'admin');

/** Whether a user works online. Everybody else replicates to a device. */
export const isOnline = ({ roles }: Pick<UserCtx, 'roles'>): boolean =>
  isAdmin({ roles }) || roles.includes(onlineRole);
