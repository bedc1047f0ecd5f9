import {
  ancestorIds,
  type Contact,
  isContact,
  isPerson,
  subjectIds,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Key } from '@rounds/ddocs/store/store.ts';
import type { Choosing } from '@rounds/sentinel/forms/filling.ts';
import type { Found } from '@rounds/sentinel/interview/place.ts';
import { folded } from '@rounds/sentinel/interview/read-answer.ts';
import { depthInPlaces } from '../visibility/scope.ts';
import type { Asker } from './asker.ts';
import type { InterviewParts } from './parts.ts';

/** Rows that are looked at for one search, and people who are shown. */
const [mostLookedAt, mostShown] = [1000, 24];

/** Where somebody looks: below his places, or everywhere. A place that is '' is all. */
const placesOf = ({ scope }: Asker): readonly string[] => (scope.online ? [''] : scope.facilities);

const idsByWord = async ({ main }: InterviewParts, places: readonly string[], word: string): Promise<string[]> => {
  const found = await Promise.all(
    places.map(place =>
      main.query('medic-people/contacts_by_word', {
        startKey: [place, word],
        endKey: [place, `${word}\ufff0`],
        limit: mostLookedAt,
      }),
    ),
  );
  return [...new Set(found.flat().map(({ id }) => id))];
};

/** His own places and who lives directly in them: where somebody begins to look who wrote nothing. */
const nearest = async ({ main }: InterviewParts, { scope }: Asker): Promise<string[]> => {
  const keys: Key[] = scope.facilities.flatMap(place => [0, 1].map(depth => [place, depth]));
  if (keys.length === 0) return [];
  const rows = await main.query('medic/contacts_by_depth', { keys, limit: mostLookedAt });
  return [...new Set(rows.map(({ id }) => id))];
};

/** A contact as it is shown among others: its name, and the places above it. */
export const candidate = async (asker: Asker, contact: Contact): Promise<Found['people'][number]> => {
  const above = await asker.store.getMany<Contact>(ancestorIds(contact).slice(0, 2));
  const place = above.flatMap(each => (each?.name ? [String(each.name)] : [])).join(', ');
  return { id: contact._id, name: String(contact.name ?? contact._id), place };
};

/** Whether the words of a search are all in a contact's name or codes. */
const fits = (contact: Contact, words: readonly string[]): boolean => {
  const text = folded([contact.name, ...subjectIds(contact), contact.rc_code].join(' ')).split(/[\s,.;:()"'’«»/-]+/);
  return words.every(word => text.some(each => each.startsWith(word)));
};

/**
 * People and places that somebody may see, by the beginnings of words of their names or by their codes; without words
 * those nearest to him.
 * @param below id of a contact below which they stand
 */
export const findPeople = async (
  parts: InterviewParts,
  asker: Asker,
  words: string,
  choosing: Pick<Choosing, 'types'> & { below?: string | undefined } = { types: [] },
): Promise<Found> => {
  const types = parts.settings.current().contact_types;
  const wanted = folded(words)
    .split(/[\s,.;:()"'’«»/-]+/)
    .filter(Boolean);
  const longest = [...wanted].sort((a, b) => b.length - a.length)[0];
  const ids = longest ? await idsByWord(parts, placesOf(asker), longest) : await nearest(parts, asker);
  const docs = await asker.store.getMany<Contact>(ids);
  const fitting = docs.filter((doc): doc is Contact => {
    if (!isContact(doc, types) || !fits(doc, wanted)) return false;
    if (choosing.below !== undefined && !ancestorIds(doc).includes(choosing.below)) return false;
    const person = isPerson(doc, types) && choosing.types.includes('person');
    return choosing.types.length === 0 || person || choosing.types.includes(typeOf(doc)!);
  });
  const rank = (doc: Contact): number => depthInPlaces(asker.scope, [doc._id, ...ancestorIds(doc)]) ?? 0;
  const name = (doc: Contact): string => folded(String(doc.name ?? ''));
  const sorted = fitting.sort(
    (a, b) =>
      Number(!!a.date_of_death) - Number(!!b.date_of_death) ||
      (longest ? 0 : rank(a) - rank(b)) ||
      (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : a._id < b._id ? -1 : 1),
  );
  const people = await Promise.all(sorted.slice(0, mostShown).map(doc => candidate(asker, doc)));
  return { words, people, all: sorted.length };
};
