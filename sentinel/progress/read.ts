import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { intervalOf } from '../dialogues/sequence.ts';
import type { Counted, CountedRun } from './counted.ts';

/** Runs, and people, that are counted at most. */
const [mostRuns, mostPeople] = [500_000, 200_000];

/** Every run of a dialogue that is no trial, from the view alone. */
export const runsOf = async (main: Store): Promise<CountedRun[]> => {
  const rows = await main.query<{ state: string; begun: boolean; started: Ms; changed: Ms }>('medic-campaigns/had', {
    limit: mostRuns,
  });
  return rows.map(({ key, value }) => {
    const [dialogue, contact] = key as readonly [string, string];
    return { dialogue, contact, ...value };
  });
};

/** What the index tells of a person. */
interface Told {
  since: Ms | null;
  language: string | null;
  interval: number | null;
  profile: Record<string, string>;
}

/** Everybody who takes part or has a chat and is no trial, from the view alone. */
export const peopleOf = async (main: Store, settings: Settings): Promise<Counted[]> => {
  const rows = await main.query<Told>('medic-progress/people', { limit: mostPeople });
  const usual = settings.dialogues?.interval ?? 24;
  return rows.map(({ id, key, value: { since, language, interval, profile } }) => ({
    ...{ id, state: String((key as readonly string[])[0]), since, language: language ?? settings.locale },
    ...{
      interval: String(interval === null ? usual : intervalOf({ prefs: { interval } }, { interval: usual })),
      profile,
    },
  }));
};
