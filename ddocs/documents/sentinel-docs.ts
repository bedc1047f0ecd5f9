import type { Doc, Iso, Ms } from './doc.ts';

/**
 * `_local` document of the sentinel database: the sequence up to which everything is settled or parked, `{value}`.
 */
export const checkpointId = 'transitions-seq';

/** Id of the lease in the sentinel database: who leads among several sentinels. */
export const leaseId = 'lease:sentinel';

/** Who leads. Written anew well before `until`; a standby takes over when it stops changing. */
export interface Lease extends Doc {
  type: 'lease';
  /** Name of the process that leads; empty when the last one gave it up. */
  holder: string;
  /** When the lease ends unless it is renewed. */
  until: Ms;
  renewed: Iso;
}

/** Id of the sentinel's state in the sentinel database, for monitoring. */
export const stateId = 'state:sentinel';

/** How the sentinel is doing, as its leader last wrote it. */
export interface SentinelState extends Doc {
  type: 'sentinel-state';
  leader: string;
  /** False while the feed is switched off (`SIGUSR1`). */
  following: boolean;
  /** Everything up to here is settled or parked. */
  seq: string;
  /** Changes still to come when this was written; -1 when not known. */
  backlog: number;
  /** Changes settled since the leader began. */
  settled: number;
  /** Parked changes: how many `failed:` documents there are. */
  failed: number;
  /** Sections of the settings that are faulty, with the transitions that are off for it. */
  off: { section: string; transitions: string[]; faults: { path: string; message: string }[] }[];
  updated: Iso;
}

const failedPrefix = 'failed:';
/** Id of the document that says why a document's change could not be settled. */
export const failedId = (id: string): string => `${failedPrefix}${id}`;
/** Every id of a parked change lies between these two. */
export const failedRange = { from: failedPrefix, to: `${failedPrefix}\ufff0` } as const;

/**
 * A change that could not be settled and was parked, so that others need not wait for it. Removed once it is settled.
 */
export interface FailedChange extends Doc {
  type: 'failed';
  doc_id: string;
  rev: string;
  seq: string;
  /** What went wrong, in words. */
  reason: string;
  attempts: number;
  first_failed: Iso;
  last_failed: Iso;
  /** Set by hand to have it tried again at the next run of the timed jobs, whenever its turn would be. */
  retry?: boolean;
}

/** Id of the document that says how the timed jobs did, in the sentinel database. */
export const jobsStateId = 'state:jobs';

/** How a timed job did. */
export interface JobState {
  /** When it last began. */
  started: Iso;
  /** When that run ended; absent while it is at it. */
  ended?: Iso;
  /** How long it took, or takes so far, in ms. */
  duration: Ms;
  /** How many things were done: messages released, reports purged, pushes that went through. */
  done: number;
  /** How many there are to do, where the job knows. */
  total?: number;
  /** What else is worth telling. */
  note?: string;
  /** Why the last run broke off; absent when it did not. */
  error?: string;
  /** Whether the last run was ended before it was done: then it is due again. */
  interrupted?: boolean;
  /** How many processes in a row ended in the middle of it, killed or out of memory; absent for none. */
  cut?: number;
  /** When it last came to its end. */
  succeeded?: Iso;
  /** Runs since the document was begun, and how many of them broke off. */
  runs: number;
  failures: number;
}

/** How the timed jobs did, as the leader last wrote it. */
export interface JobsState extends Doc {
  type: 'jobs-state';
  jobs: Record<string, JobState>;
  updated: Iso;
}

const jobPrefix = 'job:';
/** Id of the wish that a job be run now. */
export const jobRequestId = (name: string): string => `${jobPrefix}${name}`;
/** Every such wish lies between these two. */
export const jobRequestRange = { from: jobPrefix, to: `${jobPrefix}\ufff0` } as const;

/**
 * A wish that a job be run now, whatever its hour; the leading sentinel takes it up, and writes here what came of it.
 */
export interface JobRequest extends Doc {
  type: 'job-request';
  job: string;
  /** Tells one wish from the next. */
  wish: string;
  requested: Iso;
  state: 'wanted' | 'running' | 'done';
  /** How it stands, or what came of it. */
  outcome?: JobState;
}

/** Id of the wish that a report be pushed to other systems. */
export const outboundId = (docId: string): string => `task:outbound:${docId}`;
/** Every such wish lies between these two. */
export const outboundRange = { from: 'task:outbound:', to: 'task:outbound:\ufff0' } as const;

/**
 * A document that other systems shall hear of, as the transition `mark_for_outbound` found. Removed when all of them
 * have.
 */
export interface OutboundTask extends Doc {
  type: 'task:outbound';
  doc_id: string;
  /** Names of `settings.outbound` that are still to hear of it. */
  queue: string[];
  created: Iso | Ms;
  /** What went wrong so far, by name. */
  failures?: Record<string, OutboundFailure>;
}

const userTaskPrefix = 'task:user:';
/**
 * Id of the wish that a contact get a login, or that a report's sender hand his on.
 * @param id of the contact, or of the report
 */
export const userTaskId = (id: string): string => `${userTaskPrefix}${id}`;
/** Every such wish lies between these two. */
export const userTaskRange = { from: userTaskPrefix, to: `${userTaskPrefix}\ufff0` } as const;

/** A login to be made, by the job `create_users`. Removed when it is. */
export interface UserTask extends Doc {
  type: 'task:user';
  /** Whose login is made, or handed on. */
  contact_id: string;
  /** By which report it is handed on, and to whom. */
  replacement?: { report_id: string; contact_id: string };
  /** Differs when something else is asked: then it is tried at once, however often it failed before. */
  asked: string;
  created: Iso;
  /** What went wrong so far. */
  failure?: { attempts: number; reason: string; next: Iso };
}

/** A push that did not go through. */
export interface OutboundFailure {
  attempts: number;
  /** In words: a status, or why nobody answered. Never what the other side wrote. */
  reason: string;
  last_failed: Iso;
  /** Not before then. */
  next: Iso;
}
