import type { Settings } from '@rounds/config/settings/settings.ts';
import {
  type DialoguePointer,
  type DialogueVersion,
  dialogueRange,
  versionId,
} from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { isOfOwnWord } from '@rounds/sentinel/dialogues/own-word.ts';

/** What the page of a campaign offers. */
export interface Choices {
  /** Places that people live below, by name. */
  places: { id: string; name: string; people: number }[];
  languages: string[];
  /** Those of the programme first; none that people begin only themselves. */
  dialogues: string[];
  /** People who get a campaign in a minute at most, and how many one user may write to alone. */
  rate: number;
  approve_above: number;
}

/** Places that are offered at most: of more, the larger ones. */
const mostPlaces = 300;

/** @param seen those of some contacts that the caller may see */
export const choicesOf = async (
  main: Store,
  settings: Settings,
  seen: (contacts: readonly (Contact | null)[]) => Promise<Contact[]>,
): Promise<Choices> => {
  const types = settings.contact_types.filter(({ id, person }) => person !== true && id !== 'person');
  const rows = await main.query('medic-client/contacts_by_type', { keys: types.map(({ id }) => [id]), limit: 20_000 });
  const ids = [...new Set(rows.map(({ id }) => id))];
  const counts = await Promise.all(
    ids.slice(0, 2000).map(async id => {
      const below = { startKey: [id, 1], endKey: [id, {}] };
      return [id, await main.count('medic/contacts_by_depth', below)] as const;
    }),
  );
  const largest = counts
    .filter(([, people]) => people > 0)
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostPlaces);
  const people = new Map(largest);
  const places = await seen(await main.getMany<Contact>(largest.map(([id]) => id)));
  const pointers = await main.range<DialoguePointer>({ ...dialogueRange, limit: 5000 });
  const published = pointers.filter(({ type }) => type === 'dialogue');
  const own = await main.getMany<DialogueVersion>(published.map(each => versionId(each.dialogue, each.newest)));
  const texts = [...own.flatMap(doc => (doc ? [doc.dialogue] : [])), ...Object.values(builtIn)];
  const offered = texts.filter((text, at) => !isOfOwnWord(text) && texts.findIndex(({ id }) => id === text.id) === at);
  const { campaigns, languages, locale } = settings;
  const spoken = languages.flatMap(({ locale: code, enabled }) => (enabled === false ? [] : [code]));
  return {
    places: places
      .map(({ _id, name }) => ({ id: _id, name: String(name ?? _id), people: people.get(_id) ?? 0 }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    languages: spoken.length > 0 ? spoken : [locale],
    dialogues: offered.map(({ id }) => id),
    ...{ rate: campaigns.rate, approve_above: campaigns.approve_above },
  };
};
