import { plainNumber } from '@rounds/ddocs/conversations/message-rows.ts';
import type { People, Person } from '../people/people.ts';

/** Who has which number, by the digits in which two ways of writing it agree. */
export type NumberOwners = ReadonlyMap<string, Person>;

/** Everybody who has a number: of several a person before a place, the living before the dead, then by id. */
export const numberOwners = (people: People): NumberOwners => {
  const owners = new Map<string, Person>();
  for (const person of people.rows()) {
    const digits = tail(person.phone);
    const other = digits ? owners.get(digits) : undefined;
    if (digits && (!other || comesBefore(person, other))) owners.set(digits, person);
  }
  return owners;
};

/** The owner of a number; undefined when nobody on this phone has it. */
export const ownerAmong = (owners: NumberOwners, number: string): Person | undefined => owners.get(tail(number));

/** Digits by which two ways of writing a number are known for the same: national numbers have nine. */
const tail = (number: string): string =>
  (/^\+?\d*$/.test(number) ? number : plainNumber(number)).replace('+', '').slice(-9);

const comesBefore = (a: Person, b: Person): boolean =>
  a.person !== b.person ? a.person : a.died !== b.died ? b.died : a.id < b.id;
