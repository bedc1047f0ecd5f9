import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { UserFault } from '@rounds/sentinel/users/fault.ts';
import type { NewContact } from '@rounds/sentinel/users/wanted.ts';
import type { ImportedUser } from './documents.ts';
import type { ImportFault } from './fault.ts';
import { isObject } from './paths.ts';
import type { Count } from './write.ts';

/** A user as `POST /api/v1/users` takes it. */
export interface UserToCreate {
  username: string;
  password: string;
  roles: string[];
  /** Ids of places, or a place that is made along with the user. */
  place?: (string | NewContact)[];
  /** Id of a person, or the person that is made along with the user. */
  contact?: string | NewContact;
  [field: string]: unknown;
}

/** How an import reaches the users of a programme. */
export interface UserDoor {
  /**
   * What keeps this user from being made, by field, and what is odd about him. Nothing is written.
   * @param pending contacts that the import is about to write
   */
  check(user: UserToCreate, pending: readonly Doc[]): Promise<{ faults: UserFault[]; warnings: UserFault[] }>;
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

/** A contact that columns such as `contact.name` and `place.parent` describe; undefined where they are empty. */
const newContact = (value: unknown): NewContact | undefined => {
  if (!isObject(value) || idOf(value) !== undefined) return undefined;
  const said = Object.entries(value).filter(([, one]) => one !== '' && one !== undefined);
  return said.length > 0 ? (Object.fromEntries(said) as NewContact) : undefined;
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
  const person = idOf(contact) ?? newContact(contact);
  const places: (string | NewContact)[] =
    typeof place === 'string' ? listOf(place) : [idOf(place) ?? newContact(place)].filter(one => one !== undefined);
  const more = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== ''));
  const user: UserToCreate = {
    ...more,
    username: String(username ?? '').trim(),
    password: String(password ?? ''),
    roles: listOf(roles === undefined || roles === '' ? type : roles),
    ...(places.length > 0 ? { place: places } : {}),
    ...(person ? { contact: person } : {}),
  };
  const missing = (column: string) => ({ file, row, column, message: 'is empty' });
  const faults = [
    ...(user.username === '' ? [missing('username')] : []),
    ...(user.password === '' && String(more.token_login) !== 'true' ? [missing('password')] : []),
    ...(user.roles.length === 0 ? [missing('roles')] : []),
  ];
  return { user, faults };
};
