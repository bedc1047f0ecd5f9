import type { Doc, Iso, Ms } from './doc.ts';

/** `_local` document of the sentinel database: the sequence up to which everything is settled or parked, `{value}` (`sentinel.md` §2.2). */
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

/** A change that could not be settled and was parked, so that others need not wait for it. Removed once it is settled. */
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
