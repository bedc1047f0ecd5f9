import {
  conflictsOf,
  deletedConflictsOf,
  descendantsOf,
  historyOf,
  type Leaf,
  leavesOf,
  revisionsIn,
} from '../databases/revisions.ts';
import type { Body, Metadata, Storage } from '../databases/storage.ts';
import { notFound } from '../http/error.ts';

/** What a reader of a document may ask for besides its fields; names as in CouchDB's query. */
export interface ReadOptions {
  rev?: string;
  latest?: boolean;
  revs?: boolean;
  revs_info?: boolean;
  conflicts?: boolean;
  deleted_conflicts?: boolean;
  local_seq?: boolean;
  attachments?: boolean;
  /** Attachments that any of these revisions already had come as stubs. */
  atts_since?: readonly string[];
}

/** A document as it is answered. */
export type Answered = { _id: string; _rev: string; [field: string]: unknown };

/** The document, or one of its revisions. @throws `not_found` with the reason `missing` or `deleted` */
export async function readDocument(storage: Storage, id: string, options: ReadOptions = {}): Promise<Answered> {
  const [metadata] = await storage.metadata([id]);
  if (!metadata) throw notFound();
  if (!options.rev) {
    if (metadata.deleted) throw notFound('deleted');
    return readRevision(storage, metadata, metadata.winningRev, options);
  }
  const rev = options.latest ? (descendantsOf(metadata, options.rev)[0]?.rev ?? options.rev) : options.rev;
  return readRevision(storage, metadata, rev, options);
}

/** One revision of a document. @throws `not_found` when it was never stored, or compacted away */
export async function readRevision(
  storage: Storage,
  metadata: Metadata,
  rev: string,
  options: ReadOptions = {},
): Promise<Answered> {
  const seq = metadata.rev_map[rev];
  const [body] = seq === undefined ? [] : await storage.bodies([seq]);
  if (!body) throw notFound();
  return present(storage, metadata, body, options);
}

/** Every leaf, or each of the asked revisions, as `open_revs` answers. */
export async function readOpenRevisions(
  storage: Storage,
  id: string,
  revs: 'all' | readonly string[],
  options: ReadOptions,
): Promise<({ ok: Answered } | { missing: string })[]> {
  const [metadata] = await storage.metadata([id]);
  if (!metadata) {
    if (revs === 'all') throw notFound();
    return revs.map(missing => ({ missing }));
  }
  const wanted =
    revs === 'all'
      ? leavesOf(metadata).map(({ rev }) => rev)
      : revs.flatMap(rev => (options.latest ? latestOf(metadata, rev) : [rev]));
  return Promise.all(
    wanted.map(async rev => {
      const seq = metadata.rev_map[rev];
      const [body] = seq === undefined ? [] : await storage.bodies([seq]);
      return body ? { ok: await present(storage, metadata, body, options) } : { missing: rev };
    }),
  );
}

const latestOf = (metadata: Metadata, rev: string): string[] => {
  const leaves: Leaf[] = descendantsOf(metadata, rev);
  return leaves.length ? leaves.map(leaf => leaf.rev) : [rev];
};

/**
 * The winners of documents in the order of `ids`; undefined where one is missing, a deleted one with its `_deleted`
 * body.
 */
export async function readWinners(
  storage: Storage,
  ids: readonly string[],
): Promise<({ metadata: Metadata; body: Body | undefined } | undefined)[]> {
  const metadata = await storage.metadata(ids);
  const present = metadata.filter(one => one !== undefined);
  const bodies = await storage.bodies(present.map(one => one.rev_map[one.winningRev] ?? 0));
  const byId = new Map(present.map((one, index) => [one.id, bodies[index]]));
  return metadata.map(one => one && { metadata: one, body: byId.get(one.id) });
}

/** A stored revision with what the reader asked for, `_id` and `_rev` first. */
export async function present(
  storage: Storage,
  metadata: Metadata,
  body: Body,
  options: ReadOptions = {},
): Promise<Answered> {
  const { _id, _rev, _attachments, ...fields } = body;
  const doc: Answered = { _id, _rev, ...fields };
  if (_attachments) doc._attachments = await withAttachments(storage, metadata, _attachments, options);
  if (options.revs) doc._revisions = historyOf(metadata, _rev) ?? undefined;
  if (options.revs_info) doc._revs_info = await revisionsInfo(storage, metadata, _rev);
  if (options.local_seq) doc._local_seq = metadata.rev_map[_rev];
  if (options.conflicts) {
    const conflicts = conflictsOf(metadata);
    if (conflicts.length) doc._conflicts = conflicts;
  }
  if (options.deleted_conflicts) {
    const deleted = deletedConflictsOf(metadata);
    if (deleted.length) doc._deleted_conflicts = deleted;
  }
  return doc;
}

async function withAttachments(
  storage: Storage,
  metadata: Metadata,
  attachments: NonNullable<Body['_attachments']>,
  options: ReadOptions,
): Promise<Record<string, object>> {
  const known = Math.max(
    0,
    ...(options.atts_since ?? []).filter(rev => historyOf(metadata, rev)).map(rev => Number.parseInt(rev, 10)),
  );
  const entries = Object.entries(attachments).map(async ([name, { content_type, revpos, digest, length }]) => {
    const stub = !options.attachments || (revpos ?? 0) <= known;
    const rest = stub ? { length, stub } : { data: (await storage.attachment(digest)).toString('base64') };
    return [name, { content_type, revpos, digest, ...rest }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function revisionsInfo(
  storage: Storage,
  metadata: Metadata,
  rev: string,
): Promise<{ rev: string; status: string }[]> {
  const revs = revisionsIn(historyOf(metadata, rev) ?? { start: 0, ids: [] });
  const bodies = await storage.bodies(revs.map(one => metadata.rev_map[one] ?? 0));
  return revs.map((one, index) => {
    const body = bodies[index];
    return { rev: one, status: !body ? 'missing' : body._deleted ? 'deleted' : 'available' };
  });
}
