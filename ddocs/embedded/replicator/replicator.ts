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

/** What the replicator works with. */
export interface ReplicatorOptions {
  databases: DataFolder;
  /** Address by which the server speaks to itself. */
  self: () => string;
  /** How the server itself writes. */
  context: () => WriteContext;
  log: (message: string, error?: unknown) => void;
}

/** The replications that run, and how far `_replicator` was read. */
interface Following extends ReplicatorOptions {
  readonly transient: Map<string, Job>;
  /** By the id of their document. */
  readonly documented: Map<string, Job>;
  followed: { db: Database; seq: number } | null;
  closed: boolean;
}

/**
 * Follows the documents of `_replicator`: each is a replication, which goes on after a restart until its document says
 * that it is done. Its outcome is written into the document.
 */
export function startReplicator(options: ReplicatorOptions): Replicator {
  const { databases, self } = options;
  const of: Following = { ...options, transient: new Map(), documented: new Map(), followed: null, closed: false };
  const oneAtATime = mutex();
  const read = () =>
    oneAtATime(() => readOn(of)).catch(error => {
      if (!of.closed) of.log(`following ${REPLICATOR}`, error);
    });
  const unfollow = databases.updates.follow(name => {
    if (name !== REPLICATOR) return;
    if (!databases.has(REPLICATOR)) forgetAll(of);
    else void read();
  });
  const jobs = () => [...of.transient.values(), ...of.documented.values()];
  return {
    begin: () => void read(),
    jobs,
    self,
    start: raw => startTransient(of, raw),
    cancel(id) {
      of.transient.get(id)?.cancel();
      return of.transient.delete(id);
    },
    close() {
      of.closed = true;
      unfollow();
      for (const job of jobs()) job.cancel();
    },
  };
}

function startTransient({ transient, self }: Following, raw: Record<string, unknown>): Job {
  const request = parseReplication(raw, self());
  const known = transient.get(request.id);
  if (known) return known;
  const job = startJob(request, null, ended => transient.delete(ended.request.id));
  transient.set(request.id, job);
  return job;
}

function forget({ documented }: Following, id: string): void {
  documented.get(id)?.cancel();
  documented.delete(id);
}

function forgetAll(of: Following): void {
  for (const id of [...of.documented.keys()]) forget(of, id);
}

/** Takes up what changed in `_replicator` since it was read last. */
async function readOn(of: Following): Promise<void> {
  if (of.closed || !of.databases.has(REPLICATOR)) return;
  const db = await of.databases.get(REPLICATOR);
  if (of.followed?.db !== db) {
    forgetAll(of);
    of.followed = { db, seq: 0 };
  }
  for (;;) {
    const page = await changesAfter(db, of.followed.seq, PAGE);
    for (const change of page.changes) take(of, db, change);
    of.followed.seq = page.last;
    if (page.end) return;
  }
}

/** Starts, leaves or ends the replication of a document, as it is now. */
function take(of: Following, db: Database, { metadata, winner }: RawChange): void {
  const { id, deleted } = metadata;
  const { documented, self } = of;
  if (id.startsWith('_design/')) return;
  if (deleted || isDone(winner)) {
    if (deleted || documented.get(id)?.state === 'running') forget(of, id);
    return;
  }
  try {
    const request = parseReplication(winner, self());
    if (documented.get(id)?.request.id === request.id) return;
    forget(of, id);
    documented.set(
      id,
      startJob(request, id, job => void tell(of, db, id, completed(job))),
    );
  } catch (error) {
    forget(of, id);
    void tell(of, db, id, { _replication_state: 'failed', _replication_state_reason: asCouchError(error).message });
  }
}

/** Writes into its document how a replication ended. */
async function tell(of: Following, db: Database, id: string, state: object): Promise<void> {
  try {
    const standing = await winnerOf(db.storage, id);
    if (of.closed || !standing || isDone(standing)) return;
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    await writeDocument(db, parseUpload({ ...standing, ...state, _replication_state_time: time }, id), of.context());
  } catch (error) {
    // written anew meanwhile: then that one is the replication
    if (!of.closed && asCouchError(error).status !== 409) of.log(`telling the state of the replication ${id}`, error);
  }
}

const isDone = ({ _replication_state: state }: Record<string, unknown>): boolean =>
  state === 'completed' || state === 'failed';

const completed = ({ request, progress }: Job): object => ({
  _replication_id: request.id,
  _replication_state: 'completed',
  _replication_stats: progress(),
});
