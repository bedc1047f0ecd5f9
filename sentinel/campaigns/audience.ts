import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Audience, campaignId } from '@rounds/ddocs/campaigns/campaign.ts';
import { ancestorIds, type Contact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Placed } from '../contacts/placed.ts';
import { spread } from '../dialogues/draw.ts';

/** People who are read at once. */
export const audiencePage = 500;

/** Contacts of a programme that are asked about at most. */
const mostContacts = 200_000;

/** Whether a person is one whom an audience means, places aside. */
export const isMeant = (contact: Contact, { languages, fields, only }: Audience): boolean => {
  if (only && !only.includes(contact._id)) return false;
  if (languages.length > 0 && !languages.includes(contact.language ?? '')) return false;
  const profile = { ...contact, ...(contact.fields as Record<string, unknown> | undefined) };
  return Object.entries(fields).every(([name, values]) => {
    const has = Object.hasOwn(profile, name) ? profile[name] : undefined;
    return has !== undefined && has !== null && values.includes(String(has));
  });
};

/** Ids of all who live where an audience says, each once, in the order of their lots in a campaign. */
const idsOf = async (main: Store, audience: Audience, settings: Settings): Promise<string[]> => {
  if (audience.only) return [...new Set(audience.only)];
  const rows =
    audience.under.length > 0
      ? await main.query('medic-client/contacts_by_place', { keys: audience.under, limit: mostContacts })
      : await main.query('medic-client/contacts_by_type', {
          keys: settings.contact_types
            .filter(({ id, person }) => person === true || id === 'person')
            .map(({ id }) => [id]),
          limit: mostContacts,
        });
  return [...new Set(rows.map(({ id }) => id))];
};

/** The lot of a person in a campaign, from 0 to 1: the same whenever it is drawn. */
export const lotOf = (campaign: string, contact: string): number => spread(`${campaignId(campaign)} ${contact}`);

/** How many of some people a share has, at least one where there is anybody. */
export const sharedBy = (people: number, share: number): number => Math.min(people, Math.ceil((people * share) / 100));

/**
 * Everybody whom an audience means, page after page, in the order of their ids.
 * @param onPage is told of each page, and may be asked again for the same people
 */
export const eachOf = async (
  main: Store,
  audience: Audience,
  settings: Settings,
  onPage: (people: Contact[]) => Promise<void>,
): Promise<void> => {
  const ids = (await idsOf(main, audience, settings)).sort();
  for (let at = 0; at < ids.length; at += audiencePage) {
    const docs = await main.getMany<Contact>(ids.slice(at, at + audiencePage));
    await onPage(docs.filter((doc): doc is Contact => isPerson(doc, settings.contact_types) && isMeant(doc, audience)));
  }
};

/** What is known of the people of a page, beside themselves. */
export interface Surroundings {
  placed: ReadonlyMap<string, Placed>;
  /** Addresses at which somebody is being asked something. */
  busy: ReadonlySet<string>;
  /** Ids of those who have had the dialogue, or are having it. */
  had: ReadonlySet<string>;
}

/** Ids of those who have had a dialogue, or are having it, since what they had was last forgotten. */
export const hadSince = async (main: Store, people: readonly Contact[], dialogue: string): Promise<Set<string>> => {
  if (people.length === 0) return new Set();
  const forgotten = new Map(people.map(({ _id, anew_since: since }) => [_id, Number(since) || 0]));
  const rows = await main.query<{ started: Ms }>('medic-campaigns/had', {
    keys: people.map(({ _id }) => [dialogue, _id]),
    limit: people.length * 20,
  });
  return new Set(
    rows.flatMap(({ key, value }) => {
      const id = String((key as readonly string[])[1]);
      return value.started >= (forgotten.get(id) ?? 0) ? [id] : [];
    }),
  );
};

/** The places above some people, whether each is being asked something, and has had a dialogue. */
export const surroundingsOf = async (
  main: Store,
  people: readonly Contact[],
  addressOf: (contact: Contact) => string | undefined,
  dialogue: string | undefined,
): Promise<Surroundings> => {
  const places = await main.getMany<Contact>([...new Set(people.flatMap(ancestorIds))]);
  const byId = new Map(places.flatMap(place => (place ? [[place._id, place] as const] : [])));
  const addresses = [...new Set(people.flatMap(contact => addressOf(contact) ?? []))];
  const open =
    addresses.length === 0
      ? []
      : await main.query<null, Run>('medic-runs/runs', {
          keys: addresses.map(address => ['open', address]),
          limit: addresses.length * 10,
          docs: true,
        });
  const had = dialogue === undefined ? new Set<string>() : await hadSince(main, people, dialogue);
  return {
    placed: new Map(
      people.map(contact => {
        const lineage = ancestorIds(contact).flatMap(id => byId.get(id) ?? []);
        return [contact._id, { contact, lineage, phones: new Map() }];
      }),
    ),
    busy: new Set(open.flatMap(({ doc }) => (doc && doc.events.length > 0 ? [doc.address] : []))),
    had,
  };
};
