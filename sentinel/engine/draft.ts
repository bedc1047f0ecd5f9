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

/**
 * @param options.missing makes the document that a change of a missing one is applied to; without it such changes come
 * to nothing
 * @param options.fence called before each write; throws when this process may not write any more
 */
export const openDraft = <T extends Doc = Doc>(
  store: Store,
  options: {
    missing?: (id: string) => T;
    fence?: () => void;
    /** Told of each document of which something cannot be read. */
    misread?: (doc: T, paths: readonly string[]) => void;
  } = {},
): Draft<T> => {
  const entries = new Map<string, Entry<T>>();
  const dirty = new Set<string>();

  const know = (ids: readonly string[], docs: readonly (T | null)[]) =>
    ids.forEach((id, at) => {
      if (entries.has(id)) return;
      const stored = docs[at] ?? null;
      const base = readable(stored);
      entries.set(id, { stored, base, current: base, applies: [] });
    });

  const readable = (stored: T | null): T | null => {
    if (!stored) return null;
    const { doc, misfits } = legible(stored);
    if (misfits.length > 0) options.misread?.(stored, misfits);
    return doc;
  };

  const applied = (id: string, doc: T | null, apply: Apply<T>): T | null => {
    const from = doc ?? options.missing?.(id);
    return from ? apply(from) : null;
  };

  const decide = (id: string, apply: Apply<T>) => {
    const entry = entries.get(id);
    if (!entry) throw new AppError('store/refused', `${id} was changed before it was read`);
    entry.applies.push(apply);
    entry.current = applied(id, entry.current, apply);
    if (entry.current !== entry.base) dirty.add(id);
  };

  /** Writes a page; gives back the ids of those that somebody else had written. */
  const writePage = async (ids: readonly string[], written: Written[], atOnce: boolean): Promise<string[]> => {
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
  const again = async (ids: readonly string[]): Promise<string[]> => {
    const docs = await store.getMany<T>(ids);
    return ids.filter((id, at) => {
      const entry = entries.get(id)!;
      entry.stored = docs[at] ?? null;
      entry.base = readable(entry.stored);
      entry.current = entry.applies.reduce<T | null>((doc, apply) => applied(id, doc, apply), entry.base);
      return entry.current !== null && entry.current !== entry.base;
    });
  };

  return {
    get: id => entries.get(id)?.current,
    base: id => entries.get(id)?.base,
    know,
    renew: (id, doc) => {
      const applies = entries.get(id)?.applies ?? [];
      const base = readable(doc);
      const current = applies.reduce<T | null>((at, apply) => applied(id, at, apply), base);
      entries.set(id, { stored: doc, base, current, applies });
    },
    read: async ids => {
      const unknown = [...new Set(ids)].filter(id => !entries.has(id));
      const pages = inPages(unknown);
      const answers = await Promise.all(pages.map(some => store.getMany<T>(some)));
      answers.forEach((docs, at) => {
        know(pages[at]!, docs);
      });
    },
    change: decide,
    create: doc => {
      know([doc._id], [null]);
      if (entries.get(doc._id)!.current) return;
      const entry = entries.get(doc._id)!;
      entry.current = doc;
      entry.applies.push(known => known);
      dirty.add(doc._id);
    },
    commit: async (only = () => true) => {
      const written: Written[] = [];
      const due = [...dirty].filter(only);
      const changed = due.filter(id => entries.get(id)!.current && entries.get(id)!.current !== entries.get(id)!.base);
      for (const id of due) dirty.delete(id);
      const conflicts = await Promise.all(inPages(changed).map(ids => writePage(ids, written, true)));
      let left = conflicts.flat();
      for (let round = 0; left.length > 0; round++) {
        if (round === patience)
          throw new AppError('doc/conflict', `${left[0]} of ${store.name} conflicts again and again`);
        const ids = await again(left);
        left = ids.length > 0 ? await writePage(ids, written, false) : [];
      }
      return written;
    },
  };
};

const refused = (store: Store, result: Extract<WriteResult, { ok: false }>): AppError =>
  new AppError('store/refused', `${store.name} refused ${result.id}: ${result.error}: ${result.reason}`);
