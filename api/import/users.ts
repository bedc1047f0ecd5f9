import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { ImportedUser } from './documents.ts';
import type { ImportFault } from './fault.ts';
import { isObject } from './notation/paths.ts';
import type { Count } from './write.ts';

/** A user as `POST /api/v1/users` takes it. */
export interface UserToCreate {
  username: string;
  password: string;
  roles: string[];
  /** Ids of places. */
  place?: string[];
  /** Id of a person. */
  contact?: string;
  [field: string]: unknown;
}

/** How an import reaches the users of a programme. */
export interface UserDoor {
  /**
   * What keeps this user from being made, by field; nothing when nothing does. Nothing is written.
   * @param pending contacts that the import is about to write
   */
  check(user: UserToCreate, pending: readonly Doc[]): Promise<{ field: string; message: string }[]>;
  /** What {@link UserDoor.put} would do. Nothing is written. */
  compare(user: UserToCreate): Promise<keyof Count>;
  /**
   * Makes the user, or changes roles, place and contact of one who is there; a password that was chosen since stays.
   * @throws AppError
   */
  put(user: UserToCreate): Promise<keyof Count>;
}

const idOf = (value: unknown): string | undefined => {
  const id = isObject(value) ? value._id : value;
  return typeof id === 'string' && id.trim() !== '' ? id.trim() : undefined;
};

const listOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? value
        .split(/[:,]/)
        .map(each => each.trim())
        .filter(each => each !== '')
    : [];

/** The user of a row, or what is missing: several roles and places are separated by `:` or `,`. */
export const userOf = ({ file, row, fields }: ImportedUser): { user: UserToCreate; faults: ImportFault[] } => {
  const { _id, username, password, roles, contact, place, type, ...others } = fields;
  const person = idOf(contact);
  const places = typeof place === 'string' ? listOf(place) : [idOf(place)].filter(id => id !== undefined);
  const more = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ''));
  const user: UserToCreate = {
    ...more,
    username: String(username ?? '').trim(),
    password: String(password ?? ''),
    roles: listOf(roles),
    ...(places.length > 0 ? { place: places } : {}),
    ...(person ? { contact: person } : {}),
  };
  const missing = (column: string) => ({ file, row, column, message: 'is empty' });
  const faults = [
    ...(user.username === '' ? [missing('username')] : []),
    ...(user.password === '' ? [missing('password')] : []),
    ...(user.roles.length === 0 ? [missing('roles')] : []),
  ];
  return { user, faults };
};
