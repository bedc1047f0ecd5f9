import { CouchError } from '../http/error.ts';
import { openEndpoint, replicatePouches, requireEndpoint } from './endpoint.ts';
import type { ReplicationRequest } from './request.ts';

/** How far a replication is. */
export interface Progress {
  docs_read: number;
  docs_written: number;
  doc_write_failures: number;
  /** Where it is in the changes of the source; null before it has read any. */
  last_seq: unknown;
}

/** A replication that runs. */
export interface Running {
  progress(): Progress;
  /** Ends when it is done, or was cancelled. @throws what went wrong */
  readonly done: Promise<Progress>;
  cancel(): void;
}

/** Starts a replication with PouchDB's own. A continuous one waits and goes on by itself when the network fails. */
export function replicate(request: ReplicationRequest): Running {
  let progress: Progress = { docs_read: 0, docs_written: 0, doc_write_failures: 0, last_seq: null };
  let running: PouchDB.Replication.Replication<object> | null = null;
  let cancelled = false;
  const note = ({
    docs_read,
    docs_written,
    doc_write_failures,
    last_seq,
  }: PouchDB.Replication.ReplicationResult<object>) => {
    progress = { docs_read, docs_written, doc_write_failures, last_seq };
  };
  const run = async (): Promise<Progress> => {
    await requireEndpoint(request.source, false);
    await requireEndpoint(request.target, request.createTarget);
    if (cancelled) return progress;
    const [source, target] = [openEndpoint(request.source), openEndpoint(request.target)];
    const live = request.continuous ? { live: true, retry: true } : {};
    running = replicatePouches(source, target, { ...request.which, ...live });
    running.on('change', note);
    try {
      note(await running);
    } catch (error) {
      throw new CouchError(500, 'replication_error', reasonOf(error));
    }
    return progress;
  };
  return {
    progress: () => progress,
    done: run(),
    cancel() {
      cancelled = true;
      running?.cancel();
    },
  };
}

/** What went wrong, in words; never an address with credentials. */
const reasonOf = (error: unknown): string => {
  const { reason, message, name } = error as { reason?: unknown; message?: string; name?: string };
  return (typeof reason === 'string' && reason) || message || name || 'the replication failed';
};
