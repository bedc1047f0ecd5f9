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
import { type OwnDocs, ownDocs } from './own-docs.ts';
import type { Key, QueryOptions, ViewName, ViewRow } from './store.ts';
import { compareKeys, type ViewIndex, type ViewMaps, viewIndex } from './view-index.ts';
import { viewMaps } from './view-maps.ts';

/** Changes that are made up for at most, all and somebody else's: beyond, waiting for the index costs less. */
const most = { all: 2000, foreign: 50 };
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
  /** How far the index is; once it has told, its rows are at least so new. */
  told: Promise<string>;
  /** It did not tell, but is taken to be where it was: only rows of an index that is just there may be believed. */
  isGuess: boolean;
}

/** What prompt answers stand on. */
interface Ground {
  db: Remote;
  /** Reads documents, null where one is missing. */
  getMany: (ids: readonly string[]) => Promise<(Doc | null)[]>;
  own: OwnDocs;
  /** Made with the first question that needs them: they are code of views. */
  maps: () => ViewMaps;
  /** By design document. */
  open: Map<string, Shared>;
  /** By design document: how far its index was when it last told. It seldom moves. */
  stood: Map<string, string>;
}

const designOf = (view: ViewName): string => view.split('/')[0]!;

/**
 * Answers questions to views at once: from an index as it stands, and from the changes that it does not know yet. A
 * document that changed counts with the rows that the view's own function gives for it as it is now, and with no
 * others. An index that is some way behind is brought up to date in the background: doing so for each change would
 * cost more than the change.
 *
 * Only where a database has one copy of each document: on a cluster the requests for one answer could meet different
 * nodes, of which one is behind.
 *
 * What changed is asked for at the same time as the rows, since where the index was when it last told. Its rows tell
 * where it is: had it moved meanwhile, or lost its newest part in a crash of the database, what changed is asked anew.
 * @param getMany reads documents, null where one is missing
 */
export const promptly = (db: Remote, getMany: Ground['getMany']) => {
  const own = ownDocs();
  const hasOneCopy = oneCopy(db);
  let made: ViewMaps | undefined;
  const maps = () => {
    made ??= viewMaps();
    return made;
  };
  const ground: Ground = { db, getMany, own, maps, open: new Map(), stood: new Map() };

  /** Rows of a view, without documents; undefined where its index must be waited for. */
  const query = async (view: ViewName, asked: QueryOptions): Promise<ViewRow[] | undefined> => {
    if (asked.descending || !(await hasOneCopy())) return undefined;
    const wanted = (asked.skip ?? 0) + asked.limit;
    // Some of the rows may be those of documents that have changed.
    const limit = 2 * wanted + 20;
    const { rows, later } = await read(ground, view, viewQuery({ ...within(asked), limit }));
    if (!later) return undefined;
    const left = rows.filter(({ id }) => !later.changed.has(id)) as ViewRow[];
    if (rows.length === limit && left.length < wanted) return undefined;
    return merged(left, later.index, view, asked).slice(asked.skip ?? 0, wanted);
  };
  return { query, wrote: own.wrote };
};

/** Whether a database has one copy of each document, believed for a while. */
const oneCopy = (db: Remote): (() => Promise<boolean>) => {
  let single: { is: boolean; at: number } | undefined;
  return async () => {
    if (single && performance.now() - single.at < believed) return single.is;
    const { cluster } = (await db.at('')) as { cluster?: { n?: number } };
    single = { is: cluster?.n === 1, at: performance.now() };
    return single.is;
  };
};

const ask = async (
  { db, stood }: Ground,
  view: ViewName,
  question: object,
): Promise<{ rows: Row[]; since: string }> => {
  const answer = await db.at(viewPath(view), { method: 'POST', body: { ...question, update_seq: true } });
  const { rows = [], update_seq: told } = answer as { rows?: Row[]; update_seq?: string };
  const since = String(told ?? '0');
  stood.set(designOf(view), since);
  return { rows, since };
};

const oneRow = viewQuery({ key: '', limit: 1 });

/** The index moves from here on, and is to tell anew how far it is. */
const catchUp = async (ground: Ground, view: ViewName): Promise<void> => {
  const forget = () => ground.stood.delete(designOf(view));
  forget();
  try {
    await ask(ground, view, { ...oneRow, update: 'lazy' });
  } catch {
    // It is asked again when the next changes come.
  } finally {
    forget();
  }
};

const changesSince = async (ground: Ground, since: string, views: Iterable<ViewName>): Promise<Later> => {
  const { db, getMany, own, maps } = ground;
  const query: Query = changesQuery({ since, limit: most.all + 1 });
  const { results } = (await db.at('/_changes', { query })) as ChangesAnswer;
  if (!results || results.length > most.all) return undefined;
  const changes = results.map(row => change(row, false));
  const foreign = changes.filter(one => !one.deleted && !own.at(one)).map(({ id }) => id);
  if (foreign.length > most.foreign) return undefined;
  if (changes.length >= behind) void catchUp(ground, [...views][0]!);
  const index = viewIndex(Object.fromEntries([...views].map(view => [view, maps()[view]!])));
  const docs = [...changes.flatMap(one => own.at(one) ?? []), ...(await getMany(foreign))];
  for (const doc of docs) if (doc) index.put(doc);
  return { changed: new Set(changes.map(({ id }) => id)), index };
};

/**
 * Whoever asks before the changes are read sees all that was written before: what is not known yet can be shared.
 * @returns undefined where neither anything is known of the index, nor a view would tell it
 */
const share = (ground: Ground, view: ViewName): Shared | undefined => {
  const { open, stood } = ground;
  const design = designOf(view);
  const known = open.get(design);
  if (known) {
    known.views.add(view);
    return known;
  }
  const [guess, teller] = [stood.get(design), tellers[design]];
  if (guess === undefined && !teller) return undefined;
  const views = new Set([view]);
  const tell = async () => {
    if (guess === undefined) return (await ask(ground, teller!, { ...oneRow, update: false })).since;
    // Others of the same batch ask in the same breath.
    await new Promise(resolve => setImmediate(resolve));
    return guess;
  };
  const told = tell();
  const later = async () => {
    try {
      await told;
    } finally {
      open.delete(design);
    }
    return { later: await changesSince(ground, await told, views) };
  };
  const shared: Shared = { views, told, later: later(), isGuess: guess !== undefined };
  shared.later.catch(() => undefined);
  open.set(design, shared);
  return shared;
};

/** The rows that the index knows, and what it does not know. */
const read = async (ground: Ground, view: ViewName, question: object): Promise<{ rows: Row[]; later: Later }> => {
  const shared = share(ground, view);
  if (shared && !shared.isGuess) await shared.told;
  const asked = ask(ground, view, { ...question, update: false });
  const [{ rows, since }, together] = await Promise.all([asked, shared?.later]);
  const isThere = !shared?.isGuess || since === (await shared.told);
  return { rows, later: together && isThere ? together.later : await changesSince(ground, since, [view]) };
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
