import type { EventDoc, FollowDoc } from '@rounds/ddocs/events/event.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { inPages } from '@rounds/sentinel/engine/draft.ts';

/** Rows of followers that are read at once, and followers that are told in one write. */
const [rowsAtOnce, page] = [5000, 500];

/** One who follows, as the index knows it. */
interface Row {
  id: string;
  since: string;
}

/** All who follow one thing, in the order in which they asked. */
const rowsOf = async (main: Store, what: string): Promise<Row[]> => {
  const rows: Row[] = [];
  for (let skip = 0; ; skip += rowsAtOnce) {
    const found = await main.query('medic-events/events', {
      ...{ startKey: ['follows', what], endKey: ['follows', what, {}], limit: rowsAtOnce, skip },
    });
    rows.push(...found.map(({ id, key }) => ({ id, since: String((key as readonly unknown[])[2]) })));
    if (found.length < rowsAtOnce) return rows;
  }
};

/** Those who follow an event, its room or one of its tags, each once, in the order in which they asked, page by page. */
export async function* followersOf(main: Store, { _id, room, tags = [] }: EventDoc): AsyncGenerator<FollowDoc[]> {
  const whats = [`event:${_id}`, `room:${room}`, ...tags.map(tag => `tag:${tag}`)];
  const rows = (await Promise.all(whats.map(what => rowsOf(main, what)))).flat();
  const told = new Set<string>();
  for (const some of inPages(
    rows.sort((a, b) => a.since.localeCompare(b.since)),
    page,
  )) {
    const follows = (await main.getMany<FollowDoc>(some.map(({ id }) => id))).filter(doc => doc !== null);
    const fresh = follows.filter(({ address }) => !told.has(address));
    for (const { address } of fresh) told.add(address);
    if (fresh.length > 0) yield fresh;
  }
}
