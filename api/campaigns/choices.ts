import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialoguePointer, dialogueRange } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';

/** What the page of a campaign offers. */
export interface Choices {
  /** Places that people live below, by name. */
  places: { id: string; name: string; people: number }[];
  languages: string[];
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
  const own = pointers.flatMap(({ type, dialogue }) => (type === 'dialogue' ? [dialogue] : []));
  const { campaigns, languages, locale } = settings;
  const spoken = languages.flatMap(({ locale: code, enabled }) => (enabled === false ? [] : [code]));
  return {
    places: places
      .map(({ _id, name }) => ({ id: _id, name: String(name ?? _id), people: people.get(_id) ?? 0 }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    languages: spoken.length > 0 ? spoken : [locale],
    dialogues: [...new Set([...own, ...Object.keys(builtIn)])].sort(),
    ...{ rate: campaigns.rate, approve_above: campaigns.approve_above },
  };
};
