import type { People, Person } from '../people/people.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';

/** Whether a place has people below it and no other places: a household. */
export const isHousehold = (
  { person, type }: Pick<Person, 'person' | 'type'>,
  { typesBelow }: Pick<PhoneProgramme, 'typesBelow'>,
): boolean => !person && typesBelow(type).every(each => each.person || each.id === 'person');

/** The household of a contact, itself included; undefined for somebody who lives in none. */
export const householdOf = (
  id: string,
  people: Pick<People, 'get' | 'above'>,
  programme: Pick<PhoneProgramme, 'typesBelow'>,
): Person | undefined => {
  const own = people.get(id);
  return own && [own, ...people.above(id)].find(each => isHousehold(each, programme));
};

/** Whose tasks belong together on a page: those of a person, or of a household and its people. */
export const togetherWith = (
  id: string,
  people: Pick<People, 'get' | 'children'>,
  programme: Pick<PhoneProgramme, 'typesBelow'>,
): string[] => {
  const own = people.get(id);
  if (!own) return [];
  return own.person || !isHousehold(own, programme)
    ? [id]
    : [id, ...people.children(id).flatMap(({ person, id: child }) => (person ? [child] : []))];
};
