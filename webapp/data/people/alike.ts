import { plainNumber } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type DuplicateCheck, mayBeSame } from '@rounds/sentinel/forms/duplicates.ts';
import { fold } from './fold.ts';
import type { People, Person } from './people.ts';

/** Somebody who may be the one about to be registered, and by what. */
export interface Alike {
  person: Person;
  by: 'name' | 'phone';
}

/** The end of a number, by which it is known however its beginning is written; '' for what is too short. */
const tail = (phone: unknown): string => {
  const digits = plainNumber(String(phone ?? '')).replace('+', '');
  return digits.length >= 7 ? digits.slice(-9) : '';
};

/**
 * Contacts of the same type that may be the one about to be registered: beside it under the same place by the check of
 * its form, anywhere on the phone by its number, or by its name and day of birth. The newest first, muted ones too.
 */
export const alike = async (
  { people, store }: { people: Pick<People, 'rows' | 'children' | 'get'>; store: Pick<Store, 'getMany'> },
  contact: Contact,
  type: string,
  check: DuplicateCheck | undefined,
  now: number,
): Promise<Alike[]> => {
  if (check?.disabled || !contact.name) return [];
  const others = (rows: readonly Person[]) => rows.filter(row => row.type === type && row.id !== contact._id);
  const siblings = others(people.children(contact.parent?._id ?? ''));
  const docs = (await store.getMany<Contact>(siblings.map(({ id }) => id))).filter(doc => doc !== null);
  const beside = docs
    .filter(doc => mayBeSame(contact, doc, check, now))
    .sort((a, b) => (Number(b.reported_date) || 0) - (Number(a.reported_date) || 0))
    .map(({ _id }) => _id);
  const [number, name, born] = [tail(contact.phone), fold(String(contact.name)), String(contact.date_of_birth ?? '')];
  const elsewhere = others(people.rows());
  const byPhone = number ? elsewhere.filter(row => tail(row.phone) === number).map(({ id }) => id) : [];
  const byBirth = born ? elsewhere.filter(row => row.sort === name && row.born === born).map(({ id }) => id) : [];
  const found = new Set([...beside, ...byBirth, ...byPhone]);
  return [...found].flatMap(id => {
    const person = people.get(id);
    const by = byPhone.includes(id) && !beside.includes(id) && !byBirth.includes(id) ? 'phone' : 'name';
    return person ? [{ person, by } as const] : [];
  });
};
