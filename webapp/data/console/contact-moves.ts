import { ask } from './ask.ts';

/** A move of a contact with all below it, as the server tells of it. */
export interface Move {
  id: string;
  to: string;
  state: 'going' | 'done' | 'undoing' | 'undone' | 'refused';
  /** How many contacts and reports were changed so far. */
  contacts: number;
  reports: number;
  /** Until when it can be taken back, as ISO text. */
  undo_until?: string;
}

/** The door at which a contact is moved. */
export const moveDoor = (contact: string): string => `/api/v1/contacts/${encodeURIComponent(contact)}/move`;

/** The door of a move itself. */
export const doorOfMove = ({ id }: Pick<Move, 'id'>): string => `/api/v1/contact-moves/${encodeURIComponent(id)}`;

/** The last move of a contact, while it is carried out or can be taken back; null where there is none. @throws Refused */
export const readLastMove = async (contact: string): Promise<Move | null> =>
  (await ask<{ move: Move | null }>(moveDoor(contact))).move;
