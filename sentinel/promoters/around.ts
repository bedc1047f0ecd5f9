import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { hasEnded, type Run } from '@rounds/ddocs/runs/run.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { hadSince } from '../campaigns/audience.ts';
import { campaignAddress } from '../campaigns/verdict.ts';
import { sequenceFor } from '../dialogues/sequence.ts';
import { type DialogueRunDoc, isDialogueRun } from '../dialogues/stored-run.ts';
import type { Around } from './judge.ts';

/** Open dialogues of some people, by contact. */
export const openDialoguesOf = async (
  main: Store,
  people: readonly Contact[],
): Promise<Map<string, DialogueRunDoc[]>> => {
  const addresses = new Map<string | null, string>();
  for (const person of people) {
    const address = campaignAddress(person);
    if (address !== undefined) addresses.set(address, person._id);
  }
  const keys = [...addresses.keys()].map(address => ['open', address]);
  const rows =
    keys.length === 0 ? [] : await main.query<null, Run>('medic-runs/runs', { keys, limit: 20_000, docs: true });
  const open = new Map<string, DialogueRunDoc[]>();
  for (const { doc } of rows) {
    const id = doc ? addresses.get(doc.address) : undefined;
    if (id === undefined || !isDialogueRun(doc) || hasEnded(doc)) continue;
    open.set(id, [...(open.get(id) ?? []), doc]);
  }
  return open;
};

/** What is known of some people beside themselves, by contact. */
export const aroundOf = async (
  main: Store,
  people: readonly Contact[],
  settings: Settings,
): Promise<Map<string, Around>> => {
  const open = await openDialoguesOf(main, people);
  const dialogues = new Set(people.flatMap(person => sequenceFor(person, settings)));
  const had = new Set<string>();
  for (const dialogue of dialogues) for (const id of await hadSince(main, people, dialogue)) had.add(id);
  return new Map(
    people.map(({ _id }) => {
      const runs = open.get(_id) ?? [];
      return [
        _id,
        {
          asked: runs.some(({ events }) => events.length > 0),
          had: had.has(_id) || runs.some(({ derived }) => derived?.done !== undefined),
        },
      ];
    }),
  );
};
