import { PassThrough } from 'node:stream';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../doors.ts';
import { type ChangeRow, type Entry, entriesOf } from '../feed.ts';
import type { Programme } from '../programme.ts';
import { maySee, type Scope } from '../scope.ts';
import { visible } from './read.ts';

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);
const whole = z.coerce.number().int().min(0);

/** What a client may ask of `_changes`. Anything else that CouchDB knows is for administrators. */
export const changesQuery = z.object({
  since: z.coerce.string().max(5000).default('0'),
  limit: whole.optional(),
  style: z.enum(['main_only', 'all_docs']).default('main_only'),
  feed: z.enum(['normal', 'longpoll']).default('normal'),
  heartbeat: z.union([z.literal('true').transform(() => 60_000), whole]).optional(),
  timeout: whole.optional(),
  include_docs: flag.default(false),
  conflicts: flag.optional(),
  attachments: flag.optional(),
  filter: z.enum(['_doc_ids']).optional(),
  doc_ids: z.union([z.array(z.string()), z.string().transform(text => JSON.parse(text) as string[])]).optional(),
  descending: flag.optional().refine(value => value !== true, 'descending is for administrators'),
  seq_interval: z.unknown().optional(),
  update_seq: z.unknown().optional(),
});
type Query = z.output<typeof changesQuery>;

const pageSize = 500;
/** Longest wait of one long poll, in ms: after it the client asks again, and whether it may is found out again. */
const longestWait = 60_000;
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
 * @param waits whether the caller waits for the feed anyhow; else the database is asked for what the feed may not have heard of yet
 */
export const readPage = async (
  { couch, databases, feed, facts }: Programme,
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
  const entries = await entriesOf({ couch, database: databases.main, refs: facts.refs }, results);
  return { entries, lastSeq: last_seq, end: results.length < limit || pending === 0 };
};

interface ChangesPage {
  results: ChangeRow[];
  last_seq: unknown;
  pending?: number;
}

/** What a user may know of. Of a deletion nothing but the id is told, and that only where the document may have been his. */
const known = async ({ facts }: Programme, scope: Scope, entries: readonly Entry[]): Promise<Entry[]> => {
  const found = await facts.resolve(entries.map(({ refs }) => refs));
  return entries.filter(({ deleted, refs }, index) => {
    const what = found[index]!;
    // Whom a deleted report was about can no longer be told when that contact is gone, too.
    const lost = deleted && refs.kind === 'report' && refs.subject !== undefined && what.kind === 'report' && !what.about;
    return lost || maySee(scope, what);
  });
};

interface Row {
  seq: unknown;
  id: string;
  changes: { rev: string }[];
  deleted?: true;
  doc?: Doc | null;
}

interface Answer {
  results: Row[];
  last_seq: unknown;
  pending: number;
}

const rowsOf = async (programme: Programme, scope: Scope, entries: readonly Entry[], query: Query): Promise<Row[]> => {
  const rows = entries.map(({ seq, id, revs, deleted }): Row => {
    const changes = (query.style === 'all_docs' ? revs : revs.slice(0, 1)).map(rev => ({ rev }));
    return { seq, id, changes, ...(deleted ? { deleted: true as const } : {}) };
  });
  if (!query.include_docs || rows.length === 0) return rows;
  const options = { conflicts: query.conflicts === true, attachments: query.attachments === true };
  const live = rows.filter(({ deleted }) => !deleted).map(({ id }) => id);
  const docs = new Map((await visible(programme, scope, await programme.main.getMany(live, options))).map(doc => [doc._id, doc]));
  return rows.map(row => ({
    ...row,
    doc: row.deleted ? { _id: row.id, _rev: row.changes[0]!.rev, _deleted: true } : (docs.get(row.id) ?? null),
  }));
};

/** A row for a document that every device has: PouchDB moves its checkpoint only when a row comes. */
const marker = async (programme: Programme, seq: unknown): Promise<Row[]> => {
  const { rev } = await programme.settings.stored();
  return rev ? [{ seq, id: 'settings', changes: [{ rev }] }] : [];
};

/** The next rows that a user may know of: as many as asked for, and no request beyond those that it takes to find them. */
export const nextChanges = async (programme: Programme, scope: Scope, query: Query, waits = false): Promise<Answer> => {
  const limit = Math.max(1, query.limit ?? Infinity);
  const found: Entry[] = [];
  let since = query.since;
  if (since === 'now') return { results: [], last_seq: programme.feed.end().seq, pending: 0 };
  let lastSeq: unknown = since;
  let passed = 0;
  for (let end = false; !end && found.length < limit; ) {
    const page = await readPage(programme, since, {
      limit: Math.min(pageSize, Math.max(limit - found.length, 50)),
      docIds: query.doc_ids,
      waits,
    });
    const mine = await known(programme, scope, page.entries);
    passed += page.entries.length - mine.length;
    const room = mine.slice(0, limit - found.length);
    found.push(...room);
    const cut = room.length < mine.length;
    lastSeq = cut ? room.at(-1)!.seq : page.lastSeq;
    if (cut) break;
    since = String(lastSeq);
    end = page.end;
  }
  const results = await rowsOf(programme, scope, found, query);
  const last = results.at(-1);
  // What stands behind the last row and is not for this user need not be read again.
  if (last && found.length < limit) last.seq = lastSeq;
  if (!last && passed >= worthAMarker && !query.doc_ids) results.push(...(await marker(programme, lastSeq)));
  return { results, last_seq: lastSeq, pending: 0 };
};

/** Waits in the feed for a first change that a user may know of. @param from what was found in vain, and where the feed stood then */
const awaited = async (
  programme: Programme,
  scope: Scope,
  query: Query,
  from: { index: number; lastSeq: unknown; wait: number; signal: AbortSignal },
): Promise<Answer> => {
  const { feed } = programme;
  const until = programme.now() + from.wait;
  for (let { index, lastSeq } = from; ; ) {
    const left = until - programme.now();
    if (left <= 0 || from.signal.aborted || feed.stopped()) return { results: [], last_seq: lastSeq, pending: 0 };
    await feed.changed(index, left, from.signal);
    const batch = feed.from(index, pageSize);
    if (!batch) return { results: [], last_seq: lastSeq, pending: 0 };
    index = batch.next;
    const wanted = batch.entries.filter(({ id }) => !query.doc_ids || query.doc_ids.includes(id));
    const mine = (await known(programme, scope, wanted)).slice(0, query.limit || undefined);
    if (mine.length > 0) return { results: await rowsOf(programme, scope, mine, query), last_seq: mine.at(-1)!.seq, pending: 0 };
    lastSeq = batch.entries.at(-1)?.seq ?? lastSeq;
  }
};

/** Sends a line every so often, so that neither end takes the connection for dead, then the answer. */
const sendLater = (reply: FastifyReply, heartbeat: number | undefined, answer: Promise<Answer>): FastifyReply => {
  const body = new PassThrough();
  const beat = heartbeat ? setInterval(() => body.write('\n'), Math.max(1000, heartbeat)) : undefined;
  const finish = async () => {
    try {
      body.end(JSON.stringify(await answer));
    } catch (error) {
      body.destroy(error as Error);
    } finally {
      clearInterval(beat);
    }
  };
  void finish();
  return reply.type('application/json').header('cache-control', 'no-store').send(body);
};

/** What was asked, from the query and, for POST, from the body. @throws `request/invalid` */
const read = (request: FastifyRequest): Query => {
  const body = request.body && typeof request.body === 'object' ? request.body : {};
  let parsed: ReturnType<typeof changesQuery.safeParse>;
  try {
    parsed = changesQuery.safeParse({ ...(request.query as object), ...body });
  } catch {
    throw new AppError('request/invalid', 'doc_ids is not JSON');
  }
  if (!parsed.success) throw new AppError('request/invalid', z.prettifyError(parsed.error));
  if (parsed.data.filter === '_doc_ids' && !parsed.data.doc_ids) throw new AppError('request/invalid', 'Give doc_ids');
  return parsed.data.filter ? parsed.data : { ...parsed.data, doc_ids: undefined };
};

/** `_changes` as CouchDB has it, with what the user may know of and nothing else. */
export const changesRoutes = (app: FastifyInstance, programme: Programme): void => {
  app.route({
    method: ['GET', 'POST'],
    url: '/medic/_changes',
    async handler(request, reply) {
      const caller = callerOf(request);
      const query = read(request);
      const scope = await programme.scope(caller);
      if (query.feed === 'normal') return nextChanges(programme, scope, query);
      const { index } = programme.feed.end();
      const first = await nextChanges(programme, scope, query, true);
      if (first.results.length > 0) return first;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const wait = Math.min(longestWait, query.timeout ?? longestWait);
      // Compressed, a heartbeat would stay in the compressor.
      request.headers['x-no-compression'] = 'true';
      const from = { index, lastSeq: first.last_seq, wait, signal: gone.signal };
      return sendLater(reply, query.heartbeat, awaited(programme, scope, query, from));
    },
  });
};
