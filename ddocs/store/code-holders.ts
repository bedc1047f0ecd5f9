import { type InfoDoc, infoId } from '../documents/infodocs.ts';
import { type Holder, type ShortCodeDoc, shortCodeId, whoWasFirst } from '../documents/short-codes.ts';
import type { Store } from './store.ts';

/** Ids of contacts by their short code. */
export type Holders = ReadonlyMap<string, readonly string[]>;

const timeOf = (value: unknown): number | undefined => {
  const time = new Date(value as string | number).getTime();
  return value === undefined || value === null || Number.isNaN(time) ? undefined : time;
};

/**
 * What tells which of several contacts had a short code first; codes that one contact has alone cost nothing and are
 * left out.
 * @param side the sentinel's database
 */
export const contested = async (
  { main, side }: { main: Store; side: Store },
  holders: Holders,
): Promise<Map<string, Holder[]>> => {
  const codes = [...holders].filter(([, ids]) => ids.length > 1);
  if (codes.length === 0) return new Map();
  const ids = [...new Set(codes.flatMap(([, some]) => some))];
  const [given, infos, docs] = await Promise.all([
    side.getMany<ShortCodeDoc>(codes.map(([code]) => shortCodeId(code))),
    side.getMany<InfoDoc>(ids.map(infoId)),
    main.getMany(ids),
  ]);
  const arrived = new Map(ids.map((id, at) => [id, timeOf(infos[at]?.initial_replication_date)]));
  const reported = new Map(ids.map((id, at) => [id, timeOf(docs[at]?.reported_date)]));
  return new Map(
    codes.map(([code, some], at) => [
      code,
      some.map(id => ({
        ...{ id, isGiven: given[at]?.cause === id },
        ...{ arrived: arrived.get(id), reported: reported.get(id) },
      })),
    ]),
  );
};

/** Contacts by their short code, in each list the one that had it first at the head. */
export const inTheirOrder = async (stores: { main: Store; side: Store }, holders: Holders): Promise<Holders> => {
  const known = await contested(stores, holders);
  if (known.size === 0) return holders;
  const sorted = [...known].map(([code, some]): [string, string[]] => [
    code,
    some.toSorted((a, b) => whoWasFirst(a, b) || (a.id < b.id ? -1 : 1)).map(({ id }) => id),
  ]);
  return new Map([...holders, ...sorted]);
};
