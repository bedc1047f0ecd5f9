import type { Doc } from '@rounds/ddocs/doc.ts';
import { isPlain, layDown } from './lay-down.ts';
import { lines } from './lines.ts';
import { readLocal, writeLocal } from './local.ts';

/** How far the first fill has come: `_local/first-fill`. It survives a break, and says later where replication takes over. */
export interface FillLog {
  /** The server's sequence before it read the first document; replication goes on from here. */
  seq: string;
  /** What decided on the documents sent; see `Session.scope`. */
  scope?: string;
  /** Id of the last document stored; '' for none. */
  after: string;
  /** Documents stored so far, and of how many. */
  done: number;
  count: number;
  complete: boolean;
}

/** Why a fill stopped: no network, the session has ended, the server failed. */
export type FillStop = 'network' | 'session' | 'server';

/** A fill that stopped before its end; {@link fill} goes on where it stopped. */
export class FillStopped extends Error {
  override readonly name = 'FillStopped';
  readonly why: FillStop;
  constructor(why: FillStop, cause?: unknown) {
    super(`The first fill stopped: ${why}`, { cause });
    this.why = why;
  }
}

/** How far the fill of a database has come; null before its first line. */
export const fillLog = (db: PouchDB.Database): Promise<FillLog | null> => readLocal<FillLog>(db, 'first-fill');

/** Documents written at a time: large batches are what makes this fast on IndexedDB (`frontend.md` §4). */
const batch = 1000;

/**
 * Fills an empty database with everything of the user, by one streamed answer, or goes on where an earlier fill broke.
 * @param onProgress is told after each batch
 * @throws FillStopped
 */
export const fill = async (db: PouchDB.Database, onProgress: (log: FillLog) => void, signal: AbortSignal): Promise<FillLog> => {
  for (;;) {
    const before = await fillLog(db);
    if (before?.complete) return before;
    const log = await part(db, before, onProgress, signal);
    // An answer that ends too soon may look whole: it is, when the server has nothing more to send after it.
    const complete = log.done >= log.count || log.done === (before?.done ?? 0);
    if (!complete) continue;
    const whole = { ...log, count: log.done, complete };
    await writeLocal(db, 'first-fill', whole);
    return whole;
  }
};

/** One answer of the server, stored to its end. */
const part = async (
  db: PouchDB.Database,
  before: FillLog | null,
  onProgress: (log: FillLog) => void,
  signal: AbortSignal,
): Promise<FillLog> => {
  const stream = lines((await ask(before, signal)).body!);
  try {
    const first = await stream.next();
    if (first.done) throw new FillStopped('network');
    const { seq, count, scope } = JSON.parse(first.value) as { seq: string; count: number; scope?: string };
    const log: FillLog = before ?? { seq: String(seq), ...(scope ? { scope } : {}), after: '', done: 0, count, complete: false };
    onProgress(log);

    let docs: Doc[] = [];
    // The network goes on while the batch before is being written.
    let writing: Promise<FillLog> = Promise.resolve(log);
    const flush = () => {
      const now = docs;
      docs = [];
      writing = writing.then(last => store(db, last, now, onProgress));
    };
    for await (const line of stream) {
      docs.push(JSON.parse(line) as Doc);
      if (docs.length < batch) continue;
      await writing;
      flush();
    }
    flush();
    return await writing;
  } catch (error) {
    if (error instanceof FillStopped) throw error;
    throw new FillStopped('network', error);
  }
};

const ask = async (log: FillLog | null, signal: AbortSignal): Promise<Response> => {
  const more = log ? `?after=${encodeURIComponent(log.after)}&since=${encodeURIComponent(log.seq)}` : '';
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/replication/fill${more}`, { signal, headers: { accept: 'application/x-ndjson' } });
  } catch (error) {
    throw new FillStopped('network', error);
  }
  if (answer.status === 401) throw new FillStopped('session');
  if (!answer.ok || !answer.body) throw new FillStopped(answer.status >= 502 ? 'network' : 'server');
  return answer;
};

/** Writes a batch with how far the fill has come. */
const store = async (db: PouchDB.Database, log: FillLog, docs: Doc[], onProgress: (log: FillLog) => void): Promise<FillLog> => {
  const done = log.done + docs.length;
  const next: FillLog = { ...log, after: docs.at(-1)?._id ?? log.after, done, count: Math.max(log.count, done) };
  await write(db, docs, next);
  onProgress(next);
  return next;
};

const write = async (db: PouchDB.Database, docs: Doc[], log: FillLog): Promise<void> => {
  const plain = docs.filter(isPlain);
  const rest = docs.filter(doc => !isPlain(doc));
  const bulk = (some: Doc[]) => db.bulkDocs(some as PouchDB.Core.PutDocument<object>[], { new_edits: false });
  if (rest.length > 0) await bulk(rest);
  try {
    await layDown(db, plain, { id: 'first-fill', body: log });
  } catch {
    // A batch that came before, its log lost in a crash: PouchDB knows what it has.
    if (plain.length > 0) await bulk(plain);
    await writeLocal(db, 'first-fill', log);
  }
};
