import type { Refusal } from './waiting.ts';

/** What is going on between the phone and the server. It says what is, never what one hopes. */
export interface SyncState {
  phase: 'idle' | 'sending' | 'receiving';
  /** How the last attempt went; `unknown` before the first. */
  contact: 'unknown' | 'ok' | 'offline' | 'unreachable' | 'signed-out' | 'trouble';
  /** Changes of this phone that the server does not have. */
  waiting: number;
  refused: readonly Refusal[];
  /** When everything was last exchanged, in ms; 0 for never. */
  lastSynced: number;
}
