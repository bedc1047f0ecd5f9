import type { Doc } from '../documents/doc.ts';
import {
  type ChangesAnswer,
  change,
  changesQuery,
  type Query,
  type Remote,
  type Row,
  viewPath,
  viewQuery,
} from './couch-answers.ts';
import type { Change, Key, QueryOptions, ViewName, ViewRow, WriteResult } from './store.ts';
import { compareKeys, type ViewIndex, type ViewMaps, viewIndex } from './view-index.ts';
import { viewMaps } from './view-maps.ts';

/** Changes that are made up for at most, all and somebody else's: beyond, waiting for the index costs less. */
const most = { all: 2000, foreign: 50 };
/** Documents that this process wrote lately and that are remembered, so that they need not be read again. */
const mostRemembered = 2500;
/** When an index is so many changes behind it is brought up to date, in the background. */
const behind = 15;
/** How long it is believed that a database has one copy of each document only, in ms. */
const believed = 60_000;

/** By design document: a view that nearly every document has a row in. It tells how far the index of all of them is. */
const tellers: Readonly<Record<string, ViewName>> = { 'medic-client': 'medic-client/doc_by_type' };

/** What an index does not know yet; undefined where it is too much. */
type Later = { changed: ReadonlySet<string>; index: ViewIndex } | undefined;

/** Questions to the views of one index that are asked at about the same time, and share what it does not know. */
interface Shared {
  views: Set<ViewName>;
  later: Promise<{ later: Later }>;
  /** Settled once the index has told how far it is: from then on its rows are at least so new. */
  told: Promise<string>;
}

/**
 * Answers questions to views at once: from an index as it stands, and from the changes that it does not know yet. A
 * document that changed counts with the rows that the view's own function gives for it as it is now, and with no
 * others. An index that is some way behind is brought up to date in the background: doing so for each change would
 * cost more than the change.
 *
 * Only where a database has one copy of each document: on a cluster the requests for one answer could meet different
 * nodes, of which one is behind.
 * @param getMany reads documents, null where one is missing
 */
export const promptly = (db: Remote, getMany: (ids: readonly string[]) => Promise<(Doc | null)[]>) => {
  const own = new Map<string, Doc>();
  let single: { is: boolean; at: number } | undefined;
  let maps: ViewMaps | undefined;
  const open = new Map<ViewName, Shared>();

  const hasOneCopy = async (): Promise<boolean> => {
    if (single && performance.now() - single.at < believed) return single.is;
    const { cluster } = (await db.at('')) as { cluster?: { n?: number } };
    single = { is: cluster?.n === 1, at: performance.now() };
    return single.is;
  };

  const ask = async (view: ViewName, question: object): Promise<{ rows: Row[]; since: string }> => {
    const answer = await db.at(viewPath(view), { method: 'POST', body: { ...question, update_seq: true } });
    const { rows = [], update_seq: since } = answer as { rows?: Row[]; update_seq?: string };
    return { rows, since: String(since ?? '0') };
  };

  const changesSince = async (since: string, views: Iterable<ViewName>): Promise<Later> => {
    const query: Query = changesQuery({ since, limit: most.all + 1 });
    const { results } = (await db.at('/_changes', { query })) as ChangesAnswer;
    if (!results || results.length > most.all) return undefined;
    const changes = results.map(row => change(row, false));
    const docOf = ({ id, rev }: Change): Doc | undefined => (own.get(id)?._rev === rev ? own.get(id) : undefined);
    const foreign = changes.filter(one => !one.deleted && !docOf(one)).map(({ id }) => id);
    if (foreign.length > most.foreign) return undefined;
    if (changes.length >= behind) catchUp([...views][0]!);
    maps ??= viewMaps();
    const index = viewIndex(Object.fromEntries([...views].map(view => [view, maps![view]!])));
    const docs = [...changes.flatMap(one => docOf(one) ?? []), ...(await getMany(foreign))];
    for (const doc of docs) if (doc) index.put(doc);
    return { changed: new Set(changes.map(({ id }) => id)), index };
  };

  const catchUp = (view: ViewName): void => {
    ask(view, { ...viewQuery({ key: '', limit: 1 }), update: 'lazy' }).catch(() => undefined);
  };

  /** Who asks before the changes are read sees all that was written before he asked: he may share them. */
  const share = (teller: ViewName, view: ViewName): Shared => {
    const known = open.get(teller);
    if (known) {
      known.views.add(view);
      return known;
    }
    const views = new Set([view]);
    const tell = async () => (await ask(teller, { ...viewQuery({ key: '', limit: 1 }), update: false })).since;
    const told = tell();
    const read = async () => {
      try {
        await told;
      } finally {
        open.delete(teller);
      }
      return { later: await changesSince(await told, views) };
    };
    const shared: Shared = { views, told, later: read() };
    shared.later.catch(() => undefined);
    open.set(teller, shared);
    return shared;
  };

  /** The rows that the index knows, and what it does not know. */
  const read = async (view: ViewName, question: object): Promise<{ rows: Row[]; later: Later }> => {
    const teller = tellers[view.split('/')[0]!];
    if (!teller) {
      const { rows, since } = await ask(view, { ...question, update: false });
      return { rows, later: await changesSince(since, [view]) };
    }
    const shared = share(teller, view);
    await shared.told;
    const [{ rows }, { later }] = await Promise.all([ask(view, { ...question, update: false }), shared.later]);
    return { rows, later };
  };

  /** Rows of a view, without documents; undefined where its index must be waited for. */
  const query = async (view: ViewName, asked: QueryOptions): Promise<ViewRow[] | undefined> => {
    if (asked.descending || !(await hasOneCopy())) return undefined;
    const wanted = (asked.skip ?? 0) + asked.limit;
    // Some of the rows may be those of documents that have changed.
    const limit = 2 * wanted + 20;
    const { rows, later } = await read(view, viewQuery({ ...within(asked), limit }));
    if (!later) return undefined;
    const left = rows.filter(({ id }) => !later.changed.has(id)) as ViewRow[];
    if (rows.length === limit && left.length < wanted) return undefined;
    return merged(left, later.index, view, asked).slice(asked.skip ?? 0, wanted);
  };

  return {
    query,
    /** Remembers documents that were written, under their new revisions. */
    wrote: (docs: readonly Doc[], results: readonly WriteResult[]): void => {
      results.forEach((result, at) => {
        const doc = docs[at]!;
        if (!result.ok) return;
        own.delete(doc._id);
        // Their bodies would take too much room.
        if (!doc._deleted && !doc._attachments) own.set(doc._id, { ...doc, _rev: result.rev });
      });
      for (const id of own.keys()) {
        if (own.size <= mostRemembered) return;
        own.delete(id);
      }
    },
  };
};

/** The part of a question that says which keys. */
const within = ({ key, keys, startKey, endKey }: QueryOptions): Omit<QueryOptions, 'limit'> => ({
  ...(key === undefined ? {} : { key }),
  ...(keys === undefined ? {} : { keys: [...new Map(keys.map(one => [textOf(one), one])).values()] }),
  ...(startKey === undefined ? {} : { startKey }),
  ...(endKey === undefined ? {} : { endKey }),
});

const textOf = (key: Key): string => JSON.stringify(key);

const byId = ({ id: a }: ViewRow, { id: b }: ViewRow): number => (a < b ? -1 : a > b ? 1 : 0);

/** Rows of the index and of what changed, in the order in which they were asked for. */
const merged = (rows: readonly ViewRow[], index: ViewIndex, view: ViewName, query: QueryOptions): ViewRow[] => {
  const all = [...rows, ...index.query(view, { ...within(query), limit: Number.POSITIVE_INFINITY })];
  if (!query.keys) return all.sort((a, b) => compareKeys(a.key, b.key) || byId(a, b));
  const byKey = new Map<string, ViewRow[]>();
  for (const row of all) {
    const same = byKey.get(textOf(row.key));
    if (same) same.push(row);
    else byKey.set(textOf(row.key), [row]);
  }
  return query.keys.flatMap(key => (byKey.get(textOf(key)) ?? []).toSorted(byId));
};
