import { changesAfter, type RawChange } from '../databases/changed.ts';
import type { DataFolder } from '../databases/data-folder.ts';
import type { Database } from '../databases/database.ts';
import { mutex } from '../databases/mutex.ts';
import { winnerOf } from '../databases/storage.ts';
import { parseUpload } from '../documents/upload.ts';
import { type WriteContext, writeDocument } from '../documents/write.ts';
import { asCouchError } from '../http/error.ts';
import { type Job, type Replicator, startJob } from '../replication/jobs.ts';
import { parseReplication } from '../replication/request.ts';

/** The name of the database whose documents are replications. */
export const REPLICATOR = '_replicator';
const PAGE = 100;

/**
 * Follows the documents of `_replicator`: each is a replication, which goes on after a restart until its document says
 * that it is done. Its outcome is written into the document.
 *
 * @param options.context how the server itself writes
 */
export function startReplicator(options: {
  databases: DataFolder;
  self: () => string;
  context: () => WriteContext;
  log: (message: string, error?: unknown) => void;
}): Replicator {
  const { databases, self, context, log } = options;
  const transient = new Map<string, Job>();
  const documented = new Map<string, Job>();
  const oneAtATime = mutex();
  let followed: { db: Database; seq: number } | null = null;
  let closed = false;

  const forget = (id: string) => {
    documented.get(id)?.cancel();
    documented.delete(id);
  };
  const take = (db: Database, { metadata, winner }: RawChange): void => {
    const { id, deleted } = metadata;
    if (id.startsWith('_design/')) return;
    if (deleted || isDone(winner)) {
      if (deleted || documented.get(id)?.state === 'running') forget(id);
      return;
    }
    try {
      const request = parseReplication(winner, self());
      if (documented.get(id)?.request.id === request.id) return;
      forget(id);
      documented.set(
        id,
        startJob(request, id, job => void tell(db, id, completed(job))),
      );
    } catch (error) {
      forget(id);
      void tell(db, id, { _replication_state: 'failed', _replication_state_reason: asCouchError(error).message });
    }
  };
  const tell = async (db: Database, id: string, state: object): Promise<void> => {
    try {
      const standing = await winnerOf(db.storage, id);
      if (closed || !standing || isDone(standing)) return;
      const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      await writeDocument(db, parseUpload({ ...standing, ...state, _replication_state_time: time }, id), context());
    } catch (error) {
      // written anew meanwhile: then that one is the replication
      if (!closed && asCouchError(error).status !== 409) log(`telling the state of the replication ${id}`, error);
    }
  };
  const read = () =>
    oneAtATime(async () => {
      if (closed || !databases.has(REPLICATOR)) return;
      const db = await databases.get(REPLICATOR);
      if (followed?.db !== db) {
        for (const id of [...documented.keys()]) forget(id);
        followed = { db, seq: 0 };
      }
      for (;;) {
        const page = await changesAfter(db, followed.seq, PAGE);
        for (const change of page.changes) take(db, change);
        followed.seq = page.last;
        if (page.end) return;
      }
    }).catch(error => {
      if (!closed) log(`following ${REPLICATOR}`, error);
    });
  const unfollow = databases.updates.follow(name => {
    if (name !== REPLICATOR) return;
    if (!databases.has(REPLICATOR)) for (const id of [...documented.keys()]) forget(id);
    else void read();
  });

  return {
    begin: () => void read(),
    jobs: () => [...transient.values(), ...documented.values()],
    self,
    start(raw) {
      const request = parseReplication(raw, self());
      const known = transient.get(request.id);
      if (known) return known;
      const job = startJob(request, null, ended => transient.delete(ended.request.id));
      transient.set(request.id, job);
      return job;
    },
    cancel(id) {
      transient.get(id)?.cancel();
      return transient.delete(id);
    },
    close() {
      closed = true;
      unfollow();
      for (const job of [...transient.values(), ...documented.values()]) job.cancel();
    },
  };
}

const isDone = ({ _replication_state: state }: Record<string, unknown>): boolean =>
  state === 'completed' || state === 'failed';

const completed = ({ request, progress }: Job): object => ({
  _replication_id: request.id,
  _replication_state: 'completed',
  _replication_stats: progress(),
});
