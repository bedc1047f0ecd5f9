import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { isPhone, normalPhone, samePhone } from '@rounds/sentinel/text/phone-numbers.ts';

/** Somebody with a phone. */
export interface Person {
  name: string;
  phone: string;
  /** Of the app; undefined for a person who has none. */
  login?: string;
  /** The number by which messages name a person. */
  code?: string;
}

/** At most so many are listed and looked through. */
const most = 2000;

/** Everybody with a phone, those with a login first. */
export const peopleOf = async (store: Store): Promise<Person[]> => {
  const rows = await store.query<null, Contact>('medic-client/contacts_by_phone', { limit: most, docs: true });
  const users = await store.range({ from: 'org.couchdb.user:', to: 'org.couchdb.user:\ufff0', limit: most });
  const logins = new Map(users.map(({ contact_id, name }) => [contact_id, String(name)]));
  const people = rows.flatMap(({ doc }): Person[] => {
    if (!doc?.phone) return [];
    const login = logins.get(doc._id);
    const code = doc.patient_id ?? doc.place_id;
    return [
      {
        name: String(doc.name ?? doc._id),
        phone: doc.phone,
        ...(login ? { login } : {}),
        ...(code ? { code: String(code) } : {}),
      },
    ];
  });
  const order = (person: Person) => `${person.login ? 0 : 1}${person.name}`;
  return people.sort((one, other) => order(one).localeCompare(order(other)));
};

/**
 * The one person meant by a login, a phone number, a short number or a part of a name; a number that nobody has is a
 * stranger's.
 * @throws Error that says who could be meant
 */
export const personCalled = (wanted: string, people: readonly Person[], settings: Settings): Person => {
  const text = wanted.trim().toLowerCase();
  const exact = people.find(
    ({ login, code, name }) => text !== '' && [login, code, name].some(each => each?.toLowerCase() === text),
  );
  if (exact) return exact;
  const byPhone = people.find(({ phone }) => samePhone(phone, wanted, settings));
  if (byPhone) return byPhone;
  const named = text === '' ? [] : people.filter(({ name }) => name.toLowerCase().includes(text));
  if (named.length === 1) return named[0]!;
  if (named.length > 1)
    throw new Error(
      `"${wanted}" could be ${named.map(({ name, phone }) => `${name} (${phone})`).join(', ')}; name the phone number`,
    );
  if (isPhone(wanted, { ...settings, phone_validation: 'none' }))
    return { name: 'a stranger', phone: normalPhone(wanted, settings) };
  throw new Error(`Nobody with a phone is called "${wanted}". /who lists everybody; a number stands for a stranger`);
};
