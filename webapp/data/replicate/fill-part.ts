import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isPlain, layDown } from '../database/lay-down.ts';
import { type FillLog, FillStopped } from './fill-log.ts';
import { lines } from './lines.ts';

/** What a part of the fill is handed. */
export interface FillPart {
  /** Name of the PouchDB database, which is there. */
  database: string;
  /** How far the fill had come; null at its beginning. */
  before: FillLog | null;
  onProgress: (log: FillLog) => void;
  /** Stores documents by PouchDB itself, and how far the fill has come, when given. */
  store: (docs: Doc[], log?: FillLog) => Promise<void>;
}

/** Documents written at a time: large batches are what makes this fast on IndexedDB. */
const batch = 1000;

/** Asks the server for what is still to come, and stores it to its end. @throws FillStopped */
export const fillPart = async (part: FillPart): Promise<FillLog> => {
  const { before, onProgress } = part;
  const stream = lines((await ask(before)).body!);
  const first = await stream.next();
  if (first.done) throw new FillStopped('network');
  const { seq, count, scope } = JSON.parse(first.value) as { seq: string; count: number; scope?: string };
  const log: FillLog = before ?? {
    seq: String(seq),
    ...(scope ? { scope } : {}),
    after: '',
    done: 0,
    count,
    complete: false,
  };
  onProgress(log);

  let docs: Doc[] = [];
  // The network goes on while the batch before is being written.
  let writing: Promise<FillLog> = Promise.resolve(log);
  const flush = () => {
    const now = docs;
    docs = [];
    writing = writing.then(last => store(part, last, now));
  };
  try {
    for await (const line of stream) {
      docs.push(JSON.parse(line) as Doc);
      if (docs.length < batch) continue;
      await writing;
      flush();
    }
    flush();
  } finally {
    // Where the network breaks, the part that came before is kept.
    await writing;
  }
  return writing;
};

const ask = async (log: FillLog | null): Promise<Response> => {
  const more = log ? `?after=${encodeURIComponent(log.after)}&since=${encodeURIComponent(log.seq)}` : '';
  const answer = await fetch(`/api/v1/replication/fill${more}`, { headers: { accept: 'application/x-ndjson' } });
  if (answer.status === 401) throw new FillStopped('session');
  if (!answer.ok || !answer.body) throw new FillStopped(answer.status >= 502 ? 'network' : 'server');
  return answer;
};

/** Writes a batch with how far the fill has come. */
const store = async (part: FillPart, log: FillLog, docs: Doc[]): Promise<FillLog> => {
  const done = log.done + docs.length;
  const next: FillLog = { ...log, after: docs.at(-1)?._id ?? log.after, done, count: Math.max(log.count, done) };
  const plain = docs.filter(isPlain);
  const rest = docs.filter(doc => !isPlain(doc));
  if (rest.length > 0) await part.store(rest);
  try {
    await layDown(part.database, plain, { id: 'first-fill', body: next });
  } catch {
    // A batch that came before, its log lost in a crash: PouchDB knows what it has.
    await part.store(plain, next);
  }
  part.onProgress(next);
  return next;
};
