import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { maySee, type Scope } from '../../visibility/scope.ts';
import type { Visibility } from '../../visibility/visibility.ts';
import { unpurged, visible } from '../../visibility/visible.ts';
import type { ReplicateParts } from '../parts.ts';
import { type ChangeRow, type Entry, entriesOf } from './entries.ts';
import { isBehind, withPrimaries } from './primaries.ts';

/** The parts that answering `_changes` takes. */
export type ChangesParts = Omit<ReplicateParts, 'sentinel' | 'logs' | 'log'>;

/** What a client asks of `_changes`. */
export interface ChangesQuery {
  since: string;
  limit?: number | undefined;
  style: 'main_only' | 'all_docs';
  include_docs: boolean;
  conflicts?: boolean | undefined;
  attachments?: boolean | undefined;
  doc_ids?: readonly string[] | undefined;
}

const pageSize = 500;
/**
 * Most rows of one answer: a client that wants more asks again from `last_seq` on, which is what `pending` tells it.
 */
const mostRows = 20_000;
/** The same with documents, which are held in memory together; with their attachments it is fewer. */
const mostDocs = 1000;
const mostWithAttachments = 50;
/** Documents that are read at once, and so many characters of them are enough for one answer. */
const docsAtOnce = 50;
const mostCharacters = 32 * 1024 * 1024;
/** So many changes that a client may not know of, and its checkpoint is moved past them all the same. */
const worthAMarker = 100;

interface Page {
  entries: Entry[];
  lastSeq: unknown;
  /** Nothing more stands behind it. */
  end: boolean;
}

/**
 * Changes after a sequence: from memory when it reaches back so far, else from the database.
 * @param waits whether the caller waits for the feed anyhow; else the database is asked for what the feed may not have
 * heard of yet
 */
export const readPage = async (
  { couch, databases, feed, audiences }: Pick<ReplicateParts, 'couch' | 'databases' | 'feed' | 'audiences'>,
  since: string,
  { limit, docIds, waits }: { limit: number; docIds: readonly string[] | undefined; waits: boolean },
): Promise<Page> => {
  const at = docIds ? undefined : feed.after(since);
  const remembered = at === undefined ? undefined : feed.from(at, limit);
  if (remembered && (waits || remembered.entries.length > 0)) {
    const { entries, next } = remembered;
    const caughtUp = next >= feed.end().index;
    return { entries, end: caughtUp && waits, lastSeq: caughtUp ? feed.end().seq : (entries.at(-1)?.seq ?? since) };
  }
  const query = new URLSearchParams({ since, limit: String(limit), style: 'all_docs', include_docs: 'true' });
  if (docIds) query.set('filter', '_doc_ids');
  const path = `/${encodeURIComponent(databases.main)}/_changes?${query}`;
  const body = docIds ? { doc_ids: docIds } : undefined;
  const { results, last_seq, pending } = await couch.json<ChangesPage>(path, body);
  const entries = await entriesOf({ couch, database: databases.main, mentionsOf: audiences.mentions }, results);
  return { entries, lastSeq: last_seq, end: results.length < limit || pending === 0 };
};

interface ChangesPage {
  results: ChangeRow[];
  last_seq: unknown;
  pending?: number;
}

/**
 * What a user may know of. Of a deletion nothing but the id is told, and that only where the document may have been
 * his.
 */
const known = async (
  parts: Visibility & Pick<ReplicateParts, 'erased'>,
  scope: Scope,
  all: readonly Entry[],
): Promise<Entry[]> => {
  // What was purged is remembered here for a while: a phone that asked for it would get nothing, again and again.
  const gone = await parts.erased.among(all.map(({ id }) => id));
  const entries = gone.size > 0 ? all.filter(({ id }) => !gone.has(id)) : all;
  const found = await parts.audiences.resolve(entries.map(({ mentions }) => mentions));
  const mine = entries.filter(({ deleted, mentions }, index) => {
    const what = found[index]!;
    // When the contact of a deleted report is gone, too, nothing tells any more that it was about him.
    const lost =
      deleted && mentions.kind === 'report' && mentions.subject !== undefined && what.kind === 'report' && !what.about;
    return lost || maySee(scope, what);
  });
  if (!scope.purge) return mine;
  const held = new Set(
    await unpurged(
      parts,
      scope,
      mine.map(({ id }) => id),
    ),
  );
  return mine.filter(({ id, deleted }) => deleted || held.has(id));
};

interface Row {
  seq: unknown;
  id: string;
  changes: { rev: string }[];
  deleted?: true;
  doc?: Doc | null;
}

export interface ChangesAnswer {
  results: Row[];
  last_seq: unknown;
  pending: number;
}

const rowsOf = async (
  parts: Pick<ReplicateParts, 'main' | 'audiences' | 'reading'>,
  scope: Scope,
  entries: readonly Entry[],
  query: ChangesQuery,
): Promise<Row[]> => {
  const rows = entries.map(({ seq, id, revs, deleted }): Row => {
    const changes = (query.style === 'all_docs' ? revs : revs.slice(0, 1)).map(rev => ({ rev }));
    return { seq, id, changes, ...(deleted ? { deleted: true as const } : {}) };
  });
  if (!query.include_docs || rows.length === 0) return rows;
  const options = { conflicts: query.conflicts === true, attachments: query.attachments === true };
  const full: Row[] = [];
  let size = 0;
  for (let at = 0; at < rows.length && size < mostCharacters; at += docsAtOnce) {
    const some = rows.slice(at, at + docsAtOnce);
    const live = some.filter(({ deleted }) => !deleted).map(({ id }) => id);
    const found = await visible(
      parts,
      scope,
      await parts.reading.page(scope.name, () => parts.main.getMany(live, options)),
    );
    const docs = new Map(found.map(doc => [doc._id, doc]));
    for (const row of some) {
      const gone = { _id: row.id, _rev: row.changes[0]!.rev, _deleted: true };
      full.push({ ...row, doc: row.deleted ? gone : (docs.get(row.id) ?? null) });
    }
    if (rows.length > docsAtOnce) size += JSON.stringify(found).length;
  }
  // A contact and the place that brings it have one sequence: the client goes on behind both, or behind neither.
  while (full.length < rows.length && full.length > 1 && rows[full.length]!.seq === full.at(-1)!.seq) full.pop();
  return full;
};

/** A row for a document that every device has: PouchDB moves its checkpoint only when a row comes. */
const marker = async ({ settings }: Pick<ReplicateParts, 'settings'>, seq: unknown): Promise<Row[]> => {
  const { rev } = await settings.stored();
  return rev ? [{ seq, id: 'settings', changes: [{ rev }] }] : [];
};

/** What a user may see now. */
type Seeing = (options?: { anew: boolean }) => Promise<Scope>;

/** As {@link known}, by what the user may see once these changes are made: one may bring in what another names. */
const knownNow = async (
  parts: Visibility & Pick<ReplicateParts, 'erased'>,
  seeing: Seeing,
  entries: readonly Entry[],
) => {
  const scope = await seeing();
  const mine = await known(parts, scope, entries);
  if (!isBehind(scope, mine)) return { scope, mine };
  const fresh = await seeing({ anew: true });
  return { scope: fresh, mine: await known(parts, fresh, entries) };
};

/**
 * The next rows that a user may know of: as many as asked for, and no request beyond those that it takes to find them.
 */
export const nextChanges = async (
  parts: ChangesParts,
  seeing: Seeing,
  query: ChangesQuery,
  waits = false,
): Promise<ChangesAnswer> => {
  const most = query.include_docs ? (query.attachments ? mostWithAttachments : mostDocs) : mostRows;
  const limit = Math.min(most, Math.max(1, query.limit ?? Infinity));
  const found: Entry[] = [];
  let since = query.since;
  if (since === 'now') return { results: [], last_seq: parts.feed.end().seq, pending: 0 };
  let lastSeq: unknown = since;
  let passed = 0;
  let end = false;
  let scope = await seeing();
  while (!end && found.length < limit) {
    const asked = { limit: Math.min(pageSize, Math.max(limit - found.length, 50)), docIds: query.doc_ids, waits };
    const [from, { name }] = [since, scope];
    const page = await parts.reading.page(name, () => readPage(parts, from, asked));
    const now = await knownNow(parts, seeing, page.entries);
    const { mine } = now;
    scope = now.scope;
    passed += page.entries.length - mine.length;
    const room = mine.slice(0, limit - found.length);
    found.push(...room);
    const cut = room.length < mine.length;
    lastSeq = cut ? room.at(-1)!.seq : page.lastSeq;
    if (cut) break;
    since = String(lastSeq);
    end = page.end;
  }
  const whole = await withPrimaries(parts, scope, found);
  const results = await rowsOf(parts, scope, whole, query);
  const last = results.at(-1);
  // The documents are large: the client goes on behind those that are answered.
  if (last && results.length < whole.length) return { results, last_seq: last.seq, pending: 1 };
  // Changes behind the last row that are not for this user need not be read again.
  if (last && found.length < limit) last.seq = lastSeq;
  if (!last && passed >= worthAMarker && !query.doc_ids) results.push(...(await marker(parts, lastSeq)));
  // A client that named a smaller limit asks on by itself; one that named none would take this for all.
  const isCut = limit === most && !end && query.limit !== most;
  return { results, last_seq: lastSeq, pending: isCut ? 1 : 0 };
};

/**
 * Waits in the feed for a first change that a user may know of.
 * @param from what was found in vain, and where the feed stood then
 */
export const awaited = async (
  parts: ChangesParts,
  seeing: Seeing,
  query: ChangesQuery,
  from: { index: number; lastSeq: unknown; wait: number; signal: AbortSignal },
): Promise<ChangesAnswer> => {
  const { feed } = parts;
  const until = parts.now() + from.wait;
  for (let { index, lastSeq } = from; ; ) {
    const left = until - parts.now();
    if (left <= 0 || from.signal.aborted || feed.stopped()) return { results: [], last_seq: lastSeq, pending: 0 };
    await feed.changed(index, left, from.signal);
    const batch = feed.from(index, pageSize);
    if (!batch) return { results: [], last_seq: lastSeq, pending: 0 };
    index = batch.next;
    const wanted = batch.entries.filter(({ id }) => !query.doc_ids || query.doc_ids.includes(id));
    const now = await knownNow(parts, seeing, wanted);
    const mine = now.mine.slice(0, query.limit || undefined);
    if (mine.length > 0) {
      const whole = await withPrimaries(parts, now.scope, mine);
      const results = await rowsOf(parts, now.scope, whole, query);
      const isCut = results.length < whole.length;
      return { results, last_seq: isCut ? results.at(-1)!.seq : mine.at(-1)!.seq, pending: isCut ? 1 : 0 };
    }
    lastSeq = batch.entries.at(-1)?.seq ?? lastSeq;
  }
};
