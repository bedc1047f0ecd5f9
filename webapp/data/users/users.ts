import { facilitiesOf, type UserSettings } from '@rounds/ddocs/documents/users.ts';
import { ask } from '../console/ask.ts';

/** A user as the list shows him; one who was ended is there, too. */
export interface ListedUser {
  name: string;
  fullname: string;
  phone: string;
  roles: string[];
  places: string[];
  contact: string;
  active: boolean;
}

/** What is wished of a user. What is not given stays as it is. */
export interface WantedUser {
  username: string;
  fullname?: string;
  phone?: string;
  roles?: string[];
  place?: string[];
  contact?: string;
  password?: string;
  /** A link by SMS in place of a password. */
  token_login?: boolean;
}

const prefix = 'org.couchdb.user:';

const listed = (doc: UserSettings): ListedUser => ({
  ...{ name: doc._id.slice(prefix.length), fullname: doc.fullname ?? '', phone: doc.phone ?? '' },
  ...{ roles: doc.roles ?? [], places: facilitiesOf(doc), contact: doc.contact_id ?? '', active: !doc.inactive },
});

/** All users, those who were ended too, by name. */
export const readUsers = async (): Promise<ListedUser[]> => {
  const range = new URLSearchParams({
    ...{ startkey: JSON.stringify(prefix), endkey: JSON.stringify(`${prefix}\ufff0`), include_docs: 'true' },
  });
  const { rows } = await ask<{ rows: { doc?: UserSettings | null }[] }>(`/medic/_all_docs?${range}`);
  return rows.flatMap(({ doc }) => (doc?.type === 'user-settings' ? [listed(doc)] : []));
};

/** Makes a user, or one anew who was ended. */
export const makeUser = (user: WantedUser): Promise<unknown> => ask('/api/v3/users', { body: user });

export const changeUser = ({ username, ...user }: WantedUser): Promise<unknown> =>
  ask(`/api/v3/users/${encodeURIComponent(username)}`, { body: user });

/** Ends a user: he cannot log in; what he did stays, and he can come back. */
export const endUser = (name: string): Promise<unknown> =>
  ask(`/api/v3/users/${encodeURIComponent(name)}`, { body: { inactive: true } });
