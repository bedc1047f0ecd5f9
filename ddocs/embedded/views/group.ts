import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { changesAfter, type RawChange, standing } from '../databases/changed.ts';
import type { Database } from '../databases/database.ts';
import { mutex } from '../databases/mutex.ts';
import { conflictsOf } from '../databases/revisions.ts';
import type { Body } from '../databases/storage.ts';
import { modulesOf } from '../sandbox/modules.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type IndexRow, type ViewIndex, viewIndex } from './view-index.ts';

/**
 * The views of one design document, which are indexed together: each document is handed to the sandbox once for all of
 * them.
 */
export interface ViewGroup {
  readonly signature: string;
  readonly views: ReadonlyMap<string, View>;
  /** How far the indexes are. */
  seq(): number;
  /** Brings the indexes up to the newest document. */
  update(): Promise<void>;
}

/** One view of a {@link ViewGroup}. */
export interface View {
  index: ViewIndex;
  /** `_sum` and its kin, or the text of a function; undefined for a view without. */
  reduce: string | undefined;
}

/** Turns documents into rows: for each document, for each view, its pairs of key and value. */
export type Mapper = (page: readonly RawChange[]) => Promise<[key: unknown, value: unknown][][][]>;

/**
 * Documents that are handed over at once: an index is built in many small steps, between which the server answers
 * others.
 */
const PAGE = 400;
const BESIDE = 'views:';

/**
 * The group of a design document. Design documents with the same texts share their indexes, as on CouchDB, so that
 * views can be indexed under another name first; a group whose texts are in no design document any more is dropped when
 * the next is made.
 */
export async function viewGroupOf(db: Database, design: Body, sandbox: Sandbox): Promise<ViewGroup> {
  const { views, modules, signature } = textsOf(design);
  const known = db.beside.get(BESIDE + signature) as ViewGroup | undefined;
  if (known) return known;
  const functions = views.map(({ map }) => map);
  const mapper: Mapper = page => sandbox.each('map', { functions, modules }, page.map(mapText));
  const group = viewGroup(db, signature, views, mapper);
  db.beside.set(BESIDE + signature, group);
  await cleanUpViews(db);
  return group;
}

/** Forgets the indexes whose texts are in no design document. */
export async function cleanUpViews(db: Database): Promise<void> {
  const used = new Set((await db.designs()).map(design => BESIDE + textsOf(design).signature));
  for (const key of [...db.beside.keys()]) if (key.startsWith(BESIDE) && !used.has(key)) db.beside.delete(key);
}

function textsOf(design: Body) {
  const declared = Object.entries((design.views ?? {}) as Record<string, { map?: unknown; reduce?: unknown }>);
  const views = declared.flatMap(([name, { map, reduce }]) =>
    name !== 'lib' && typeof map === 'string'
      ? [{ name, map, reduce: typeof reduce === 'string' && reduce ? reduce : undefined }]
      : [],
  );
  const modules = modulesOf(design);
  return {
    views,
    modules,
    signature: createHash('md5')
      .update(JSON.stringify([views, modules]))
      .digest('hex'),
  };
}

/** A group of empty indexes that `mapper` fills. */
export function viewGroup(
  db: Database,
  signature: string,
  names: readonly { name: string; reduce?: string }[],
  mapper: Mapper,
): ViewGroup {
  const views = new Map(names.map(({ name, reduce }) => [name, { index: viewIndex(), reduce }]));
  const indexes = [...views.values()].map(({ index }) => index);
  const oneAtATime = mutex();
  const known = { seq: 0, erased: db.erased.length };
  return {
    signature,
    views,
    seq: () => known.seq,
    update: () =>
      oneAtATime(async () => {
        const newest = await db.seq();
        while (known.seq < newest) {
          const page = await changesAfter(db, known.seq, PAGE);
          const changed = page.changes.map(({ metadata }) => metadata.id);
          await indexPage(indexes, changed, page.changes, mapper);
          known.seq = page.last;
          if (page.end) break;
        }
        const erased = [...new Set(db.erased.slice(known.erased))];
        known.erased = db.erased.length;
        if (!erased.length) return;
        const left = await standing(db, erased);
        await indexPage(
          indexes,
          erased,
          left.filter(one => one !== null),
          mapper,
        );
      }),
  };
}

/** Puts what the maps make of some changes in the place of all rows of the documents that changed. */
async function indexPage(
  indexes: readonly ViewIndex[],
  changed: readonly string[],
  changes: readonly RawChange[],
  mapper: Mapper,
): Promise<void> {
  const living = changes.filter(({ metadata }) => !metadata.deleted && !metadata.id.startsWith('_design/'));
  const mapped = living.length ? await mapper(living) : [];
  const rowsById = new Map(living.map(({ metadata }, at) => [metadata.id, mapped[at]!]));
  for (const [view, index] of indexes.entries()) {
    const rows = changed.map(id => {
      const pairs = rowsById.get(id)?.[view] ?? [];
      return [id, pairs.map(([key, value]): IndexRow => ({ key, id, value }))] as const;
    });
    index.replace(new Map(rows));
    // lets the server answer others between two views
    if (changed.length > 50) await setImmediate();
  }
}

/** What a map sees: the document, with `_conflicts` when it has any. */
function mapText({ metadata, winner, text }: RawChange): string {
  const conflicts = conflictsOf(metadata);
  return conflicts.length ? JSON.stringify({ ...winner, _conflicts: conflicts }) : text;
}
