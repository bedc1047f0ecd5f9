import type { Person } from '../people/people.ts';

/** What is chosen in a filter, and what a person reads. */
interface Chosen {
  value: string;
  words: string;
}

const byWords = (a: Chosen, b: Chosen): number => a.words.localeCompare(b.words);

/**
 * Forms to choose among, by title: a form of the app and the one of SMS for the same, which bear one title, are one
 * choice, because nobody who looks for pregnancies asks how they came. The filter goes by the title (`report-filter.ts`).
 * @param codes forms of the reports on the phone; may repeat
 * @param chosen the one that is chosen: it stays the value of its title whatever arrives
 */
export const formChoices = (codes: Iterable<string>, title: (form: string) => string, chosen: string): Chosen[] => {
  const byTitle = new Map<string, string>();
  for (const code of new Set(codes)) {
    const words = title(code);
    const known = byTitle.get(words);
    if (known === undefined || code === chosen || (known !== chosen && code < known)) byTitle.set(words, code);
  }
  return [...byTitle].map(([words, value]) => ({ value, words })).sort(byWords);
};

/**
 * Places to choose among; of those that have one name each says in which place it lies.
 * @param name a place in words
 */
export const placeChoices = (places: readonly Person[], name: (id: string) => string): Chosen[] => {
  const named = places.map(({ id, parent }) => ({ value: id, words: name(id), parent }));
  const count = new Map<string, number>();
  for (const { words } of named) count.set(words, (count.get(words) ?? 0) + 1);
  return named
    .map(({ value, words, parent }) => ({
      value,
      words: count.get(words)! > 1 && parent ? `${words}, ${name(parent)}` : words,
    }))
    .sort(byWords);
};
