import type { Person } from '../data/people/people.ts';
import type { Visits } from '../data/reports/visits.ts';
import { age, ago, inLine } from './say.ts';
import { hasWords, t } from './words.ts';

/** The sex of somebody in words; as it is stored where there are none, '' where nobody knows. */
export const sexWords = (sex: string | undefined): string =>
  !sex ? '' : hasWords(`contact.sex.${sex}`) ? t(`contact.sex.${sex}`) : sex;

/** Age and sex of a person in words; '' for what nobody knows. */
export const ageAndSex = ({ born, sex }: Person, now: number): string[] => [born ? age(born, now) : '', sexWords(sex)];

/** What a list says of a person: age, sex, and more. */
export const aboutPerson = (person: Person, now: number, ...more: (string | undefined)[]): string =>
  inLine([...ageAndSex(person, now), ...more]);

/** What a list says of a household: how many live there, its head, when it was visited. */
export const aboutHousehold = (
  members: number,
  head: string | undefined,
  visits: Visits | undefined,
  goal: number | undefined,
  now: number,
): string =>
  inLine([
    t('people.members', { count: members }),
    head,
    visits ? t('people.visited', { when: ago(visits.last, now) }) : undefined,
    goal === undefined ? undefined : visitCount(visits, goal),
  ]);

/** Visits of this period, with the goal where there is one. */
export const visitCount = (visits: Visits | undefined, goal: number): string => {
  const count = visits?.days ?? 0;
  return goal > 0 ? t('people.visits_of', { count, goal }) : t('people.visits', { count });
};
