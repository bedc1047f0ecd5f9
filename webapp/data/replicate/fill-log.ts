import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { readLocal } from '../database/local-docs.ts';

/**
 * How far the first fill has come: `_local/first-fill`. It survives a break, and says later where replication takes
 * over.
 */
export interface FillLog {
  /** The server's sequence before it read the first document; replication goes on from here. */
  seq: string;
  /** What decided on the documents sent; see `Session.scope`. */
  scope?: string;
  /** Id of the last document stored; '' for none. */
  after: string;
  /** Documents stored so far, and of how many. */
  done: number;
  count: number;
  complete: boolean;
}

/** How far the fill of a database has come; null before its first line. */
export const fillLog = (db: PouchDB.Database): Promise<FillLog | null> => readLocal<FillLog>(db, 'first-fill');

/** Why a fill stopped: no network, the session has ended, the server failed. */
export type FillStop = 'network' | 'session' | 'server';

/** A fill that stopped before its end; the next one goes on where it stopped. */
export class FillStopped extends Error {
  override readonly name = 'FillStopped';
  readonly why: FillStop;
  constructor(why: FillStop) {
    super(`The first fill stopped: ${why}`);
    this.why = why;
  }
}

/** What the worker tells the page. */
export type FillTold =
  | { is: 'progress'; log: FillLog }
  /**
   * Documents for PouchDB itself to store, with how far the fill has come when the worker could not write that; it
   * waits for the answer.
   */
  | { is: 'store'; docs: Doc[]; log?: FillLog }
  | { is: 'ended'; log: FillLog }
  | { is: 'stopped'; why: FillStop };
