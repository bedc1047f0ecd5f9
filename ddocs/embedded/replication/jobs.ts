import { asCouchError } from '../http/error.ts';
import type { ReplicationRequest } from './request.ts';
import { type Progress, type Running, replicate } from './run.ts';

/**
 * A replication that the server runs by itself: again after a failure, until it is done or nobody wants it any more.
 */
export interface Job {
  readonly request: ReplicationRequest;
  /** The document of `_replicator` that asks for it; null for one of `_replicate`. */
  readonly docId: string | null;
  readonly started: string;
  state: 'initializing' | 'running' | 'crashing' | 'completed' | 'failed';
  /** What happened to it, the newest first. */
  history: { type: 'added' | 'started' | 'crashed'; timestamp: string; reason?: string }[];
  errors: number;
  changed: string;
  progress(): Progress;
  cancel(): void;
}

/** The replications that the server runs by itself. */
export interface Replicator {
  /** Those that documents of `_replicator` ask for, done ones too, and continuous ones of `_replicate`. */
  jobs(): Job[];
  /** Starts a continuous replication that ends with the server. */
  start(raw: Record<string, unknown>): Job;
  /** Ends one. @returns whether there was one */
  cancel(id: string): boolean;
  /** Address of this server with the credentials of its administrator, for endpoints that are named only. */
  self(): string;
  /** To be called when the server can be asked. */
  begin(): void;
  close(): void;
}

const EVENTS = 20;
/** Milliseconds from a first failure to the next try; twice as long after each further one. */
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 600_000;

const nowText = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Starts a job.
 * @param ended told when it is done
 */
export function startJob(request: ReplicationRequest, docId: string | null, ended: (job: Job) => void): Job {
  let running: Running | null = null;
  let timer: NodeJS.Timeout | null = null;
  let cancelled = false;
  const job: Job = {
    request,
    docId,
    started: nowText(),
    state: 'initializing',
    history: [{ type: 'added', timestamp: nowText() }],
    errors: 0,
    changed: nowText(),
    progress: () => running?.progress() ?? { docs_read: 0, docs_written: 0, doc_write_failures: 0, last_seq: null },
    cancel() {
      cancelled = true;
      if (timer) clearTimeout(timer);
      running?.cancel();
    },
  };
  const become = (state: Job['state'], event?: Omit<Job['history'][number], 'timestamp'>) => {
    job.state = state;
    job.changed = nowText();
    if (event) job.history = [{ ...event, timestamp: job.changed }, ...job.history].slice(0, EVENTS);
  };
  const run = async (): Promise<void> => {
    become('running', { type: 'started' });
    running = replicate(request);
    try {
      await running.done;
      if (cancelled) return;
      become('completed');
      ended(job);
    } catch (error) {
      if (cancelled) return;
      job.errors += 1;
      become('crashing', { type: 'crashed', reason: asCouchError(error).message });
      timer = setTimeout(() => void run(), Math.min(FIRST_PAUSE * 2 ** (job.errors - 1), LONGEST_PAUSE));
      timer.unref();
    }
  };
  void run();
  return job;
}
