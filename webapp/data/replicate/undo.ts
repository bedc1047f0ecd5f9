import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { readLocal } from '../database/local-docs.ts';

/** What it takes to take a report back that has not been sent. */
export interface Undoable {
  /** When it was saved: the mark under which its documents wait. */
  at: Ms;
  /** The documents that it changed, as they were; those that it made are not among them. */
  before: Doc[];
  /** The revisions that it wrote, by id, its own and those of all that followed. */
  after: Record<string, string>;
}

/** How many reports are remembered: the last ones, because the notice that offers it is one. */
const remembered = 5;

/** What can be taken back, by report: `_local/undo`. */
export const readUndo = async (db: PouchDB.Database): Promise<Record<string, Undoable>> =>
  (await readLocal<{ reports: Record<string, Undoable> }>(db, 'undo'))?.reports ?? {};

/**
 * The log with one more report that can be taken back, without those that no longer wait.
 * @param waiting ids with the time they were written
 */
export const withUndo = (
  known: Readonly<Record<string, Undoable>>,
  report: string,
  saved: Undoable,
  waiting: Readonly<Record<string, number>>,
): { reports: Record<string, Undoable> } => {
  const others = Object.entries(known).filter(([id]) => id in waiting && id !== report);
  const kept = [...others, [report, saved] as const].sort(([, a], [, b]) => a.at - b.at).slice(-remembered);
  return { reports: Object.fromEntries(kept) };
};
