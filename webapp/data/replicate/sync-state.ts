import type { ActKind, Refusal } from './waiting-log.ts';

/** What is going on between the phone and the server. It says what is, never what one hopes. */
export interface SyncState {
  phase: 'idle' | 'sending' | 'receiving';
  /** How the last attempt went; `unknown` before the first. */
  contact: 'unknown' | 'ok' | 'offline' | 'unreachable' | 'signed-out' | 'trouble';
  /** Acts of the user of which the server does not have everything: a report with all that followed is one. */
  waiting: number;
  /** What all these are; undefined where they are of several kinds. */
  kind?: ActKind | undefined;
  /** Documents that were not accepted; `refusedActs` tells which are of one act. */
  refused: readonly Refusal[];
  /** When everything was last exchanged, in ms; 0 for never. */
  lastSynced: number;
}
