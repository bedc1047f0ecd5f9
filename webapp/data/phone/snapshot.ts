import type { MessageRow } from '@rounds/ddocs/conversations/message-rows.ts';
import { readPiece, writePiece } from '../database/pieces.ts';
import type { Person } from '../people/people.ts';

/** A sequence of the phone's database. */
export type Seq = number | string;

/**
 * The lists of everybody and of all messages as they stood at a sequence of the phone's database: reading them is
 * twenty times as fast as reading the documents.
 */
export interface Snapshot {
  seq: Seq;
  rows: Person[];
  messages: MessageRow[];
  /** The settings, forms and words it was made with, so that the first picture needs no document at all. */
  programme: unknown;
  /** Documents of which something could not be read, and what. */
  misread: [id: string, paths: readonly string[]][];
}

/** Raised when the shape of a row changes: older snapshots are then left aside. */
const version = 4;

/**
 * The snapshot of a database, or null: there is none, it is of another version or of an earlier database of that name,
 * or the browser cannot read it. Never throws.
 * @param of the identity of the database
 */
export const readSnapshot = (database: string, of: string): Promise<Snapshot | null> =>
  readPiece<Snapshot>({ name: database, of, version });

/** Keeps a snapshot; a failure only makes the next start slower. @param of the identity of the database */
export const writeSnapshot = (database: string, of: string, snapshot: Snapshot): Promise<void> =>
  writePiece({ name: database, of, version }, snapshot);
