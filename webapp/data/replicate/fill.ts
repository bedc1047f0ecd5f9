import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { writeLocal } from '../database/local-docs.ts';
import { type FillLog, FillStopped, type FillTold, fillLog } from './fill-log.ts';

/**
 * Fills an empty database with everything of the user, by one streamed answer, or goes on where an earlier fill broke.
 * The work is done in a worker, so that the page stays quick and a second processor helps.
 * @param onProgress is told after each batch
 * @throws FillStopped
 */
export const fill = async (
  db: PouchDB.Database,
  onProgress: (log: FillLog) => void,
  signal: AbortSignal,
): Promise<FillLog> => {
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
const part = (
  db: PouchDB.Database,
  before: FillLog | null,
  onProgress: (log: FillLog) => void,
  signal: AbortSignal,
): Promise<FillLog> => {
  const worker = new Worker(new URL('./fill-worker.ts', import.meta.url), { type: 'module' });
  const ended = new Promise<FillLog>((resolve, reject) => {
    const told = async (news: FillTold) => {
      if (news.is === 'progress') onProgress(news.log);
      if (news.is === 'ended') resolve(news.log);
      if (news.is === 'stopped') reject(new FillStopped(news.why));
      if (news.is !== 'store') return;
      await store(db, news.docs, news.log);
      worker.postMessage('stored');
    };
    worker.onmessage = ({ data }: MessageEvent<FillTold>) => void told(data).catch(reject);
    worker.onerror = () => reject(new FillStopped('network'));
    signal.addEventListener('abort', () => reject(new FillStopped('network')), { once: true });
  });
  worker.postMessage({ database: db.name, before });
  return ended.finally(() => worker.terminate());
};

/**
 * Stores by PouchDB what the worker cannot lay down: attachments, and what may be there already.
 * @param log is written too when given
 */
const store = async (db: PouchDB.Database, docs: Doc[], log: FillLog | undefined): Promise<void> => {
  if (docs.length > 0) await db.bulkDocs(docs as PouchDB.Core.PutDocument<object>[], { new_edits: false });
  if (log) await writeLocal(db, 'first-fill', log);
};
