import type { ServerResponse } from 'node:http';
import { changesAfter, changesBackwards, type RawChange } from '../databases/changed.ts';
import type { Database } from '../databases/database.ts';
import { leavesOf } from '../databases/revisions.ts';
import { parseSequence, sequence } from '../databases/sequence.ts';
import { present } from '../documents/read.ts';
import type { Answer } from '../http/answer.ts';
import { drained, listed } from '../http/stream.ts';
import type { Call } from '../server/call.ts';
import { type ChangesFilter, changesFilterOf } from './filter.ts';
import { type Feed, feedOf, type Patience, patienceOf, type Reader, whileLive } from './live.ts';

/** What a reader asks of `_changes`. */
interface ChangesQuery {
  feed: Feed;
  since: number;
  limit: number;
  descending: boolean;
  allLeaves: boolean;
  include_docs: boolean;
  conflicts: boolean;
  attachments: boolean;
  filter: ChangesFilter | null;
  patience: Patience;
}

const PAGE = 1000;

/** `GET` and `POST /db/_changes`, in all its feeds. */
export async function changes(call: Call, db: Database): Promise<Answer | null> {
  const query = await parseChangesQuery(call, db);
  if (query.descending) return newestFirst(db, query);
  const first = await pageOf(db, query, query.since, query.limit);
  if (query.feed === 'normal' || (query.feed === 'longpoll' && first.rows.length)) {
    return isWhole(first, query) ? listAnswer(first) : pagesAnswer(db, query, first);
  }
  if (query.feed === 'longpoll') return longpoll(call, db, query, first.lastSeq);
  return stream(call, db, query, first);
}

interface Page {
  /** Changes as JSON text. */
  rows: string[];
  last: string;
  lastSeq: number;
  pending: number;
  end: boolean;
}

async function parseChangesQuery(call: Call, db: Database): Promise<ChangesQuery> {
  const { query } = call;
  const since = call.headers['last-event-id'] ?? query.text('since');
  return {
    feed: feedOf(query),
    since: since === 'now' ? await db.seq() : parseSequence(db, String(since ?? 0)),
    limit: Math.max(1, query.count('limit') ?? Number.POSITIVE_INFINITY),
    descending: query.flag('descending') ?? false,
    allLeaves: query.text('style') === 'all_docs',
    include_docs: query.flag('include_docs') ?? false,
    conflicts: query.flag('conflicts') ?? false,
    attachments: query.flag('attachments') ?? false,
    filter: await changesFilterOf(call, db),
    patience: patienceOf(query),
  };
}

/** The next changes, at most `limit`; fewer, even none, when the filter drops them. */
async function pageOf(db: Database, query: ChangesQuery, since: number, limit: number): Promise<Page> {
  const wanted = query.filter || limit > PAGE ? PAGE : Math.max(limit, 25);
  const { changes: read, last, end } = await changesAfter(db, since, wanted);
  const passed = query.filter && read.length ? await query.filter(read) : null;
  const found = passed ? read.filter((_, at) => passed[at]) : read;
  const cut = found.slice(0, limit);
  const lastSeq = cut.length < found.length ? cut.at(-1)!.seq : last;
  const rows = await Promise.all(cut.map(async change => JSON.stringify(await row(db, change, query))));
  const atEnd = end && cut.length === found.length;
  const pending = atEnd ? 0 : cut.length < found.length && end ? found.length - cut.length : (await db.seq()) - lastSeq;
  return { rows, last: sequence(db, lastSeq), lastSeq, pending, end: atEnd };
}

/** Whether nothing comes after a page that its reader wants. */
const isWhole = ({ end, rows }: Page, { limit }: ChangesQuery): boolean => end || rows.length >= limit;

/** All pages from the first one on, each read when the one before has been taken. */
function pagesAnswer(db: Database, query: ChangesQuery, first: Page): Answer {
  let page = first;
  async function* rest(): AsyncGenerator<readonly string[]> {
    let left = query.limit;
    for (;;) {
      yield page.rows;
      left -= page.rows.length;
      if (page.end || left <= 0) return;
      page = await pageOf(db, query, page.lastSeq, left);
    }
  }
  return listed(HEAD, rest(), () => tailOf(page.last, page.pending));
}

async function newestFirst(db: Database, query: ChangesQuery): Promise<Answer> {
  let last = 0;
  async function* rows(): AsyncGenerator<readonly string[]> {
    let left = query.limit;
    for await (const read of changesBackwards(db, query.filter ? PAGE : Math.min(Math.max(left, 25), PAGE))) {
      const passed = query.filter && read.length ? await query.filter(read) : null;
      const found = (passed ? read.filter((_, at) => passed[at]) : read).slice(0, left);
      if (found.length) last = found.at(-1)!.seq;
      yield await Promise.all(found.map(async change => JSON.stringify(await row(db, change, query))));
      left -= found.length;
      if (left <= 0) return;
    }
  }
  return listed(HEAD, rows(), () => tailOf(sequence(db, last), 0));
}

async function row(db: Database, { seq, metadata, winner }: RawChange, query: ChangesQuery): Promise<object> {
  const revs = query.allLeaves ? leavesOf(metadata).map(({ rev }) => rev) : [metadata.winningRev];
  const change = { seq: sequence(db, seq), id: metadata.id, changes: revs.map(rev => ({ rev })) };
  const answered = metadata.deleted ? { ...change, deleted: true } : change;
  return query.include_docs ? { ...answered, doc: await present(db.storage, metadata, winner, query) } : answered;
}

const HEAD = '{"results":[\n';
const tailOf = (last: string, pending: number) => `\n],\n"last_seq":${JSON.stringify(last)},"pending":${pending}}\n`;
const listBody = ({ rows, last, pending }: Pick<Page, 'rows' | 'last' | 'pending'>) =>
  rows.join(',\n') + tailOf(last, pending);

const listAnswer = (page: Page): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: HEAD + listBody(page),
});

/** Answers with the first change that comes, or with none after the timeout. */
async function longpoll(call: Call, db: Database, query: ChangesQuery, since: number): Promise<null> {
  const { response } = call;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(HEAD);
  let last = since;
  await whileLive(readerOf(call, '\n'), query.patience, db, async () => {
    const page = await pageOf(db, query, last, query.limit);
    last = page.lastSeq;
    if (!page.rows.length) return { more: !page.end };
    response.end(listBody(page));
    return { done: true };
  });
  if (!response.writableEnded) response.end(listBody({ rows: [], last: sequence(db, last), pending: 0 }));
  return null;
}

const readerOf = ({ response, server }: Call, beat: string): Reader => ({ response, feeds: server.feeds, beat });

/** Writes each change as it comes, one a line (continuous) or one an event (eventsource). */
async function stream(call: Call, db: Database, query: ChangesQuery, first: Page): Promise<null> {
  const { response } = call;
  const events = query.feed === 'eventsource';
  response.writeHead(200, {
    'content-type': events ? 'text/event-stream' : 'application/json',
    'cache-control': 'no-cache',
  });
  response.flushHeaders();
  let last = first.lastSeq;
  let left = query.limit - first.rows.length;
  const gone = await writeChanges(response, first.rows, events);
  if (!gone && left > 0)
    await whileLive(readerOf(call, events ? 'event: heartbeat\ndata: \n\n' : '\n'), query.patience, db, async () => {
      const page = await pageOf(db, query, last, left);
      last = page.lastSeq;
      left -= page.rows.length;
      const done = (await writeChanges(response, page.rows, events)) || left <= 0;
      return { done, more: !page.end, told: page.rows.length > 0 };
    });
  if (!response.writableEnded)
    response.end(events ? undefined : `{"last_seq":${JSON.stringify(sequence(db, last))},"pending":0}\n`);
  return null;
}

/** Writes changes at the pace of the reader. @returns whether he has gone */
async function writeChanges(response: ServerResponse, rows: readonly string[], events: boolean): Promise<boolean> {
  for (const text of rows) {
    const sent = response.write(
      events ? `data: ${text}\nid: ${(JSON.parse(text) as { seq: string }).seq}\n\n` : `${text}\n`,
    );
    if (!sent) await drained(response);
    if (response.destroyed) return true;
  }
  return false;
}
