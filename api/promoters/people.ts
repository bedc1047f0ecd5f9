import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { audiencePage, eachOf } from '@rounds/sentinel/campaigns/audience.ts';
import { campaignAddress } from '@rounds/sentinel/campaigns/verdict.ts';

/** The person whom a promoter names by id, short code or study id; null where there is none, or several. */
export const personNamed = async (main: Store, name: string, settings: Settings): Promise<Contact | null> => {
  if (name === '' || name.length > 200) return null;
  const direct = await main.get<Contact>(name);
  if (isPerson(direct, settings.contact_types)) return direct;
  const rows = [
    ...(await main.query('medic-client/contacts_by_reference', { key: ['shortcode', name], limit: 2 })),
    ...(await main.query('medic-study/contacts_by_study_id', { key: name, limit: 2 })),
  ];
  const ids = [...new Set(rows.map(({ id }) => id))];
  const found = ids.length === 1 ? await main.get<Contact>(ids[0]!) : null;
  return isPerson(found, settings.contact_types) ? found : null;
};

/** How many take part, and in which way; how many are being asked something. */
export interface Tally {
  people: number;
  active: number;
  paused: number;
  left: number;
  invited: number;
  busy: number;
}

/** Counts the people of a programme that are reached by chat or took part, those for trials left out. */
export const tally = async (
  main: Store,
  settings: Settings,
  seen: (people: readonly Contact[]) => Promise<Contact[]>,
): Promise<Tally> => {
  const counts: Tally = { people: 0, active: 0, paused: 0, left: 0, invited: 0, busy: 0 };
  await eachOf(main, { under: [], languages: [], fields: {} }, settings, async page => {
    const people = (await seen(page)).filter(
      each => each.trial !== true && (each.participation || Array.isArray(each.addresses)),
    );
    const addresses = people.flatMap(each => campaignAddress(each) ?? []);
    const open = await main.query<null, Run>('medic-runs/runs', {
      ...{ keys: addresses.map(address => ['open', address]), limit: audiencePage * 5, docs: true },
    });
    const busy = open.flatMap(({ doc }) => (doc && doc.events.length > 0 ? [doc.address] : []));
    counts.people += people.length;
    counts.busy += new Set(busy).size;
    for (const { participation } of people) {
      const state = participation?.state;
      counts[state === 'active' || state === 'paused' || state === 'left' ? state : 'invited'] += 1;
    }
  });
  return counts;
};
