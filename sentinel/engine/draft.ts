import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store, WriteResult } from '@rounds/ddocs/store/store.ts';
import { legible, withMisfits } from '@rounds/ddocs/validate/shapes.ts';

/** A change of a document as a function of its newest revision; given its own result it gives it back. */
export type Apply<T extends Doc> = (doc: T) => T;

/** A document that was written. */
export interface Written {
  id: string;
  rev: string;
  /** The revision on top of which it went in; undefined for a new document. */
  on: string | undefined;
  /** Whether that was the one that was known; false when somebody else had written in between. */
  atOnce: boolean;
}

/**
 * Documents of one database as they will be once everything decided so far is written: later decisions see earlier
 * ones. Nothing is written before `commit`. A field of a type that no rule can read is left out for those who read, and
 * is there again in what is written, so that one faulty document stops nobody.
 */
export interface Draft<T extends Doc = Doc> {
  /** The newest known, with all changes decided so far; null when missing, undefined when never read. */
  get(id: string): T | null | undefined;
  /** As read, without the changes decided here. */
  base(id: string): T | null | undefined;
  /** Takes note of documents read; known ones stay. @param docs in the order of `ids`, null where missing */
  know(ids: readonly string[], docs: readonly (T | null)[]): void;
  /** Takes a document as it was just read or written; changes decided before and not written yet are applied to it. */
  renew(id: string, doc: T | null): void;
  /** Reads what is not known yet, in pages. */
  read(ids: Iterable<string>): Promise<void>;
  /** Decides a change. A document that is missing is left alone, unless the draft makes missing ones. */
  change(id: string, apply: Apply<T>): void;
  /** Decides a new document. */
  create(doc: T): void;
  /**
   * Writes what was decided until it holds: on a conflict the newest revision is read and the changes are applied to
   * it.
   * @param only which of the documents to write now; all by default
   */
  commit(only?: (id: string) => boolean): Promise<Written[]>;
}

interface Entry<T> {
  /** As the database has it; `base` is what can be read of it, see {@link legible}. */
  stored: T | null;
  base: T | null;
  current: T | null;
  applies: Apply<T & Doc>[];
}

/** Documents per request. */
const page = 1000;
/** After so many conflicts in a row on one document something else is wrong. */
const patience = 100;

/** Things in lists of at most so many. */
export const inPages = <T>(all: Iterable<T>, size = page): T[][] => {
  const list = [...all];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
};

interface DraftOptions<T extends Doc> {
  missing?: (id: string) => T;
  fence?: () => void;
  /** Told of each document of which something cannot be read. */
  misread?: (doc: T, paths: readonly string[]) => void;
}

/** What is open: the documents, and the ids of those that are still to be written. */
interface Open<T extends Doc> {
  store: Store;
  options: DraftOptions<T>;
  entries: Map<string, Entry<T>>;
  dirty: Set<string>;
}

const readable = <T extends Doc>({ misread }: DraftOptions<T>, stored: T | null): T | null => {
  if (!stored) return null;
  const { doc, misfits } = legible(stored);
  if (misfits.length > 0) misread?.(stored, misfits);
  return doc;
};

const applied = <T extends Doc>({ missing }: DraftOptions<T>, id: string, doc: T | null, apply: Apply<T>) => {
  const from = doc ?? missing?.(id);
  return from ? apply(from) : null;
};

/** A document as it is stored now, with the changes that were decided before and are not written yet. */
const entryOf = <T extends Doc>(
  options: DraftOptions<T>,
  { id, stored, applies }: { id: string; stored: T | null; applies: Entry<T>['applies'] },
): Entry<T> => {
  const base = readable(options, stored);
  const current = applies.reduce<T | null>((doc, apply) => applied(options, id, doc, apply), base);
  return { stored, base, current, applies };
};

const know = <T extends Doc>({ options, entries }: Open<T>, ids: readonly string[], docs: readonly (T | null)[]) =>
  ids.forEach((id, at) => {
    if (!entries.has(id)) entries.set(id, entryOf(options, { id, stored: docs[at] ?? null, applies: [] }));
  });

const decide = <T extends Doc>({ options, entries, dirty }: Open<T>, id: string, apply: Apply<T>) => {
  const entry = entries.get(id);
  if (!entry) throw new AppError('store/refused', `${id} was changed before it was read`);
  entry.applies.push(apply);
  entry.current = applied(options, id, entry.current, apply);
  if (entry.current !== entry.base) dirty.add(id);
};

const create = <T extends Doc>(open: Open<T>, doc: T) => {
  know(open, [doc._id], [null]);
  const entry = open.entries.get(doc._id)!;
  if (entry.current) return;
  entry.current = doc;
  entry.applies.push(known => known);
  open.dirty.add(doc._id);
};

const readMissing = async <T extends Doc>(open: Open<T>, ids: Iterable<string>) => {
  const pages = inPages([...new Set(ids)].filter(id => !open.entries.has(id)));
  const answers = await Promise.all(pages.map(some => open.store.getMany<T>(some)));
  answers.forEach((docs, at) => {
    know(open, pages[at]!, docs);
  });
};

/** Writes a page; gives back the ids of those that somebody else had written. */
const writePage = async <T extends Doc>(
  { store, options, entries }: Open<T>,
  ids: readonly string[],
  { written, atOnce }: { written: Written[]; atOnce: boolean },
): Promise<string[]> => {
  options.fence?.();
  const docs = ids.map(id => {
    const { stored, base, current } = entries.get(id)!;
    return withMisfits(current!, base, stored);
  });
  const results = await store.write(docs);
  const conflicts: string[] = [];
  results.forEach((result, at) => {
    const entry = entries.get(ids[at]!)!;
    if (!result.ok) {
      if (result.error !== 'conflict') throw refused(store, result);
      conflicts.push(ids[at]!);
      return;
    }
    const on = docs[at]!._rev;
    entry.stored = { ...docs[at]!, _rev: result.rev };
    entry.base = docs[at] === entry.current ? entry.stored : { ...entry.current!, _rev: result.rev };
    entry.current = entry.base;
    entry.applies = [];
    written.push({ id: result.id, rev: result.rev, on, atOnce });
  });
  return conflicts;
};

/** Reads conflicting documents again and applies what was decided; gives back those that still are to be written. */
const readAgain = async <T extends Doc>({ store, options, entries }: Open<T>, ids: readonly string[]) => {
  const docs = await store.getMany<T>(ids);
  return ids.filter((id, at) => {
    const entry = entryOf(options, { id, stored: docs[at] ?? null, applies: entries.get(id)!.applies });
    entries.set(id, entry);
    return entry.current !== null && entry.current !== entry.base;
  });
};

const commit = async <T extends Doc>(open: Open<T>, only: (id: string) => boolean): Promise<Written[]> => {
  const { store, entries, dirty } = open;
  const written: Written[] = [];
  const due = [...dirty].filter(only);
  const changed = due.filter(id => entries.get(id)!.current && entries.get(id)!.current !== entries.get(id)!.base);
  for (const id of due) dirty.delete(id);
  const conflicts = await Promise.all(inPages(changed).map(ids => writePage(open, ids, { written, atOnce: true })));
  let left = conflicts.flat();
  for (let round = 0; left.length > 0; round++) {
    if (round === patience) throw new AppError('doc/conflict', `${left[0]} of ${store.name} conflicts again and again`);
    const ids = await readAgain(open, left);
    left = ids.length > 0 ? await writePage(open, ids, { written, atOnce: false }) : [];
  }
  return written;
};

/**
 * @param options.missing makes the document that a change of a missing one is applied to; without it such changes come
 * to nothing
 * @param options.fence called before each write; throws when this process may not write any more
 */
export const openDraft = <T extends Doc = Doc>(store: Store, options: DraftOptions<T> = {}): Draft<T> => {
  const open: Open<T> = { store, options, entries: new Map(), dirty: new Set() };
  const { entries } = open;
  return {
    get: id => entries.get(id)?.current,
    base: id => entries.get(id)?.base,
    know: (ids, docs) => know(open, ids, docs),
    renew: (id, stored) => {
      entries.set(id, entryOf(options, { id, stored, applies: entries.get(id)?.applies ?? [] }));
    },
    read: ids => readMissing(open, ids),
    change: (id, apply) => decide(open, id, apply),
    create: doc => create(open, doc),
    commit: (only = () => true) => commit(open, only),
  };
};

const refused = (store: Store, result: Extract<WriteResult, { ok: false }>): AppError =>
  new AppError('store/refused', `${store.name} refused ${result.id}: ${result.error}: ${result.reason}`);
