import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Audience } from '../../../visibility/audience.ts';

/** A document that a user wants to write, with what is known of it. */
export interface Wanted {
  doc: Doc;
  stored: Doc | null;
  /** What is wrong with it, whoever writes it. */
  fault?: string | undefined;
  /** Why the validation of the database refuses it; then nothing in it may be relied on, whatever it says it is. */
  invalid?: { error: string; reason: string } | null;
  /** Who may see what is stored, and what would be. */
  before: Audience;
  after: Audience;
}

/** Whether a document says something else than the stored one. */
export const isNew = ({ doc, stored }: Pick<Wanted, 'doc' | 'stored'>, field: string): boolean =>
  JSON.stringify(doc[field]) !== JSON.stringify(stored?.[field]);

/** The id in a reference to a document, which is an id or an object with one. */
export const idIn = (reference: unknown): string | undefined => {
  const id = typeof reference === 'string' ? reference : (reference as { _id?: unknown } | null | undefined)?._id;
  return typeof id === 'string' && id !== '' ? id : undefined;
};
