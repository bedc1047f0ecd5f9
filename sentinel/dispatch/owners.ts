import { type DispatchDoc, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { facilitiesOf, type UserSettings, userPrefix } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { happenTo } from './happen.ts';
import type { DispatchParts } from './parts.ts';

/** Somebody who looks after requests. */
interface Owner {
  name: string;
  /** Places of the people whom he sees; none where he sees all. */
  places: string[];
  /** Open requests that he looks after already. */
  open: number;
}

/** Whoever was not here for so long gets nothing, as long as another one was. */
const lately: Ms = 2 * 86_400_000;
/** Requests that are given at once, and rows that are counted of one user. */
const [most, mostRows] = [200, 20_000];

const ownersOf = async ({ main, programme, now }: DispatchParts, logs: Pick<Store, 'getMany'>): Promise<Owner[]> => {
  const { owners = [] } = programme().settings.dispatch ?? {};
  const users = await main.getMany<UserSettings>(owners.map(name => `${userPrefix}${name}`));
  const seen = await logs.getMany<Doc & { timestamp?: Ms }>(owners.map(name => `connected-user-${name}`));
  const here = owners.map((_, nth) => (seen[nth]?.timestamp ?? 0) > now() - lately);
  const wanted = owners.flatMap((name, nth) => {
    const user = users[nth];
    return user && (here[nth] || !here.includes(true)) ? [{ name, places: facilitiesOf(user) }] : [];
  });
  return Promise.all(
    wanted.map(async each => {
      const rows = await main.query('medic-dispatch/dispatches', {
        ...{ startKey: ['owner', each.name], endKey: ['owner', each.name, {}], limit: mostRows, prompt: true },
      });
      return { ...each, open: rows.length };
    }),
  );
};

/**
 * Gives requests that nobody looks after, the oldest first, to the users whom the settings name: to the one of those who
 * see who is helped, and were here lately, that looks after the fewest.
 * @param logs where it stands when users were here last
 * @returns how many were given
 */
export const giveOwners = async (parts: DispatchParts, logs: Pick<Store, 'getMany'>): Promise<number> => {
  const { main, now } = parts;
  if ((parts.programme().settings.dispatch?.owners ?? []).length === 0) return 0;
  const rows = await main.query<null, DispatchDoc>('medic-dispatch/dispatches', {
    ...{ startKey: ['owner', null], endKey: ['owner', null, {}], limit: most, docs: true, prompt: true },
  });
  const docs = rows.flatMap(({ doc }) => (isDispatch(doc) ? [doc] : []));
  if (docs.length === 0) return 0;
  const owners = await ownersOf(parts, logs);
  const people = await main.getMany<Contact>(docs.map(({ help }) => help.beneficiary));
  let given = 0;
  for (const [nth, { _id }] of docs.entries()) {
    const helped = people[nth];
    const above = helped ? [helped._id, ...ancestorIds(helped)] : [];
    const may = owners.filter(({ places }) => places.length === 0 || places.some(place => above.includes(place)));
    const [owner] = may.sort((a, b) => a.open - b.open);
    if (!owner) continue;
    const { changed } = await happenTo(parts, _id, stored =>
      stored.owner === undefined
        ? { id: `owned:${stored.events.length}`, at: now(), kind: 'owned', owner: owner.name }
        : undefined,
    );
    if (!changed) continue;
    owner.open += 1;
    given += 1;
  }
  return given;
};
