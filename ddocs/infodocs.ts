import type { Doc, Iso, Ms } from './doc.ts';

/** One entry of a contact's muting history (`muting.md` §3.6). `reported_date` is Rounds' own: it decides which report was made last. */
export interface MutingEntry {
  muted: boolean;
  /** When the sentinel wrote it. */
  date: Iso;
  report_id?: string;
  /** When the report was made, never later than its arrival. Entries are kept sorted by it. */
  reported_date?: Ms;
  /** The contact from which the cascade came. */
  root?: string;
}

/** The side-car of a document: `<docid>-info` in the sentinel database (`data-model.md` §1.6). */
export interface InfoDoc extends Doc {
  type: 'info';
  doc_id: string;
  /** When the document first came through the api; `unknown` when it did not. */
  initial_replication_date?: Iso | 'unknown';
  latest_replication_date?: Iso | 'unknown';
  transitions?: Record<string, TransitionRun>;
  muting_history?: MutingEntry[];
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

/** Whether an id of the sentinel database is that of an infodoc. In the main database a document may well end in `-info`. */
export const isInfo = (doc: Doc): doc is InfoDoc => doc.type === 'info';

/** The fields that the api owns; the sentinel owns all others (`data-model.md` §1.6). */
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
