import type { Lineage } from '../documents/contacts.ts';
import type { Doc, Iso } from '../documents/doc.ts';

/**
 * A contact goes with all below it to another place, and the reports that they made go along: an intent in the
 * sentinel's database. It stands there as `contact-move:<key>` while it is carried out, so that a process that is cut
 * off goes on with it, and as `contact-moved:<key>` afterwards, as a record by which it can be taken back.
 */
export interface ContactMove extends Doc {
  type: 'contact-move';
  contact: string;
  /** The place to which it goes. */
  to: string;
  /** What stands above it afterwards, and stood before; written down before anything is changed. */
  plan?: { above: Lineage | null; from: Lineage | null };
  state: 'going' | 'done' | 'undoing' | 'undone' | 'refused';
  /** Why it was refused. */
  why?: 'gone' | 'circle';
  /** How many contacts were looked at in this state. */
  seen: number;
  /** How many contacts and reports were changed. */
  contacts: number;
  reports: number;
  /** Who wanted it: a user, or `dialogue:<id>` that drew an arm. */
  by: string;
  at: Iso;
  ended?: Iso;
  undone_by?: string;
}

const [going, gone] = ['contact-move:', 'contact-moved:'];

/** Id of a move that is carried out. */
export const contactMoveId = (key: string): string => `${going}${key}`;
/** Id of the record of a move. */
export const contactMovedId = (key: string): string => `${gone}${key}`;
/** All moves that are carried out lie between these two. */
export const contactMoveRange = { from: going, to: `${going}\ufff0` } as const;
/** The move's own key, whichever of the two it stands as. */
export const contactMoveKey = ({ _id }: Pick<ContactMove, '_id'>): string => _id.slice(_id.indexOf(':') + 1);

/** A move that somebody wants. */
export const wantedMove = (
  key: string,
  { contact, to, by, at }: Pick<ContactMove, 'contact' | 'to' | 'by' | 'at'>,
): ContactMove => ({
  ...{ _id: contactMoveId(key), type: 'contact-move', contact, to, by, at },
  ...{ state: 'going', seen: 0, contacts: 0, reports: 0 },
});
