import type { Choosing } from '@rounds/sentinel/forms/filling.ts';
import type { People, Person } from '../people/people.ts';
import type { AnswerFiles, ShownFile } from './answer-files.ts';
import type { Locating } from './locate.ts';

/** Somebody whom a question may choose. */
export interface Candidate {
  id: string;
  name: string;
  /** The places above, nearest first. */
  place: string;
  person: Person;
}

/** Whom a question found: the first of them, and how many there are in all. */
export interface Candidates {
  shown: readonly Candidate[];
  found: number;
}

/** What the questions of a form ask of the phone around them. */
export interface Around {
  /** Contacts that a question may choose from, by words; without words those nearest first. */
  find(choosing: Choosing, words: string): Candidates;
  /** A contact by its id; undefined where the phone does not hold it. */
  contact(id: string): Candidate | undefined;
  /** Where a browser finds a file of the form; undefined as long as it is not read, and where there is none. */
  media(address: string): string | undefined;
  /** A file that was answered with, by its name; undefined as long as it is not read, and where there is none. */
  answered(name: string): ShownFile | undefined;
  /** Keeps a file. See {@link AnswerFiles}. */
  keep: AnswerFiles['keep'];
  /** Where the device is. */
  locating: Locating;
  /** Says that a question cannot be answered on this device. @param reason its kind */
  giveUp(id: string, reason: string): void;
}

/** How many a list shows at once: a person who does not find somebody among them types more. */
const most = 30;

/** Contacts as questions choose from them. @param inView id of the contact whom the form is about */
export const chooseFrom = (people: People, inView: string): Pick<Around, 'find' | 'contact'> => ({
  find: (choosing, words) => {
    const near = choosing.below ? new Set(people.below(inView).map(({ id }) => id)) : undefined;
    const all = words.trim() ? people.search(words) : nearestFirst(people, inView);
    const fitting = all.filter(
      ({ id, type, person }) =>
        (!near || near.has(id)) && (choosing.types.length === 0 || isOf(choosing.types, type, person)),
    );
    return { shown: fitting.slice(0, most).map(each => candidate(people, each)), found: fitting.length };
  },
  contact: id => {
    const person = people.get(id);
    return person && candidate(people, person);
  },
});

/** Programmes with types of their own still ask for a `person`: any type that is one. */
const isOf = (types: readonly string[], type: string, person: boolean): boolean =>
  types.includes(type) || (person && types.includes('person'));

/** Everybody, those below the same place first. */
const nearestFirst = (people: People, inView: string): Person[] => {
  const own = people.get(inView);
  const place = own?.person ? own.parent : inView;
  const near = people.children(place);
  const known = new Set(near.map(({ id }) => id));
  return [...near, ...people.rows().filter(({ id }) => !known.has(id))];
};

const candidate = (people: People, person: Person): Candidate => ({
  id: person.id,
  name: person.name,
  place: people
    .above(person.id)
    .map(({ name }) => name)
    .filter(Boolean)
    .slice(0, 2)
    .join(', '),
  person,
});
