import type { Doc, Iso, Ms } from './doc.ts';

/**
 * One entry of a contact's muting history. `reported_date` is Rounds' own: it decides which report
 * was made last.
 */
export interface MutingEntry {
  muted: boolean;
  /** When the sentinel wrote it. */
  date: Iso;
  report_id?: string;
  /** When the report was made, never later than its arrival. Entries are kept sorted by it. */
  reported_date?: Ms;
  /** The contact from which the cascade came. */
  root?: string;
  /** Set where the report was about the contact alone. */
  scope?: 'self';
}

/**
 * A valid mute or unmute report, logged on the infodoc of the contact that it is about, whether it changed something or
 * not. The state of a tree of contacts is a fold over these, so it does not depend on the order in which reports
 * arrive. Rounds' own.
 */
export interface MutingEvent {
  muted: boolean;
  report_id: string;
  /** When the report was made, never later than `arrived`. */
  reported_date: Ms;
  /** When the report came to the server. */
  arrived: Ms;
  /** Id of the contact that the report is about. */
  subject: string;
  /** Contact id of the person who sent the report. */
  sender?: string;
  /** Set where it is about the contact alone, and nobody below it. */
  scope?: 'self';
}

/** What decides which of two reports was made last: `reported_date`, then `arrived`, then `report_id`. */
export type MutingMoment = Pick<MutingEvent, 'reported_date' | 'arrived' | 'report_id'>;

/**
 * What the sentinel set out to do for a mute or unmute report: on the report's infodoc until it is done, so that a
 * crash repeats nothing.
 */
export interface MutingIntent {
  /** The one moment of the whole cascade. */
  timestamp: Iso;
  muted: boolean;
  /** The contact from which the cascade goes down. */
  root: string;
  /** The event type with which the reporter is answered. */
  answer: string;
}

/** The side-car of a document: `<docid>-info` in the sentinel database. See README.md of ddocs, "Infodocs". */
export interface InfoDoc extends Doc {
  type: 'info';
  doc_id: string;
  /** When the document first came through the api; `unknown` when it did not. */
  initial_replication_date?: Iso | 'unknown';
  latest_replication_date?: Iso | 'unknown';
  transitions?: Record<string, TransitionRun>;
  muting_history?: MutingEntry[];
  /** Of a contact: the mute and unmute reports about it. */
  muting_events?: MutingEvent[];
  /** Of a contact: the newest of all events about it and everyone below it. */
  muting_latest?: MutingMoment;
  /** Of a report: a cascade that was begun. */
  muting_intent?: MutingIntent;
  /**
   * Of a report that is not settled yet: contacts that a device changed by it, those below another left out as far as
   * they were known to be.
   */
  muting_claimed?: string[];
  /** Of a report: it is settled, though its run is not recorded yet. */
  muting_done?: boolean;
  completed_tasks?: unknown;
  transitions_started?: unknown;
}

/** That a transition ran for a revision. */
export interface TransitionRun {
  last_rev: string;
  seq: string | number;
  ok: boolean;
  run_date: Iso;
}

/** Id of a document's infodoc. */
export const infoId = (id: string): string => `${id}-info`;

/**
 * Whether an id of the sentinel database is that of an infodoc. In the main database a document may well end in
 * `-info`.
 */
export const isInfo = (doc: Doc): doc is InfoDoc => doc.type === 'info';

/** The fields that the api owns; the sentinel owns all others. */
export const apiOwned = ['initial_replication_date', 'latest_replication_date', 'completed_tasks'] as const;

/** The sentinel's copy of an infodoc with the api's fields from the newest revision: what to write after a conflict. */
export const mergeInfo = (mine: InfoDoc, newest: InfoDoc): InfoDoc => {
  const merged: InfoDoc = { ...mine };
  if (newest._rev) merged._rev = newest._rev;
  for (const field of apiOwned) {
    if (newest[field] === undefined) delete merged[field];
    else Object.assign(merged, { [field]: newest[field] });
  }
  return merged;
};
