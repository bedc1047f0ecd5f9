import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, type UserDoc, type UserSettings, userPrefix } from '@rounds/ddocs/documents/users.ts';
import type { UserParts } from '@rounds/sentinel/users/check.ts';

/** A user as the api shows him: never with anything of his password. */
export interface ListedUser {
  id: string;
  rev: string;
  username: string;
  /** The first role, as the first version of the api had it. */
  type: string;
  roles: string[];
  fullname?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  language?: string | undefined;
  known?: boolean | undefined;
  external_id?: unknown;
  place?: Doc | Doc[] | undefined;
  contact?: Doc | undefined;
}

export interface UserFilter {
  facility_id?: string | undefined;
  contact_id?: string | undefined;
  name?: string | undefined;
}

const mostUsers = 100_000;

/** Users who can log in, sorted by name. @param version 1 gives one place, later ones a list */
export const listUsers = async (
  { users, main }: UserParts,
  filter: UserFilter,
  version: 1 | 2,
): Promise<ListedUser[]> => {
  const all = filter.name
    ? [await users.get<UserDoc>(`${userPrefix}${filter.name}`)]
    : await users.range<UserDoc>({ from: userPrefix, to: `${userPrefix}\ufff0`, limit: mostUsers });
  const wanted = all.filter(
    (user): user is UserDoc =>
      !!user &&
      (!filter.facility_id || facilitiesOf(user).includes(filter.facility_id)) &&
      (!filter.contact_id || user.contact_id === filter.contact_id),
  );
  const settings = await main.getMany<UserSettings>(wanted.map(({ _id }) => _id));
  const here = wanted.flatMap((user, index) => (settings[index] ? [{ user, own: settings[index]! }] : []));
  const ids = [
    ...new Set(here.flatMap(({ user }) => [...facilitiesOf(user), ...(user.contact_id ? [user.contact_id] : [])])),
  ];
  const contacts = new Map((await main.getMany(ids)).map((doc, index) => [ids[index]!, doc ?? { _id: ids[index]! }]));
  return here.map(({ user, own }) => {
    const places = facilitiesOf(user).map(id => contacts.get(id)!);
    return {
      ...{ id: user._id, rev: user._rev!, username: user.name, type: user.roles[0] ?? 'unknown', roles: user.roles },
      ...{
        fullname: own.fullname,
        email: own.email,
        phone: own.phone,
        language: own.language,
        known: user.known,
        external_id: own.external_id,
      },
      place: version === 1 ? places[0] : places,
      contact: user.contact_id ? contacts.get(user.contact_id) : undefined,
    };
  });
};
