import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from './desk.ts';
import type { Lookup } from './lookup.ts';

/**
 * What a fact looks for. Each of these answers what is known by now, and has the rest read: undefined says that it is
 * on its way, and that the fact will be asked to look again.
 */
export interface Want {
  readonly desk: Desk;
  /** A document; null when there is none. */
  doc(id: string): Doc | null | undefined;
  /** The infodoc of a document, by the document's id; null when there is none. */
  info(docId: string): InfoDoc | null | undefined;
  /** What a look-up finds; an empty list where it finds nothing. */
  rows<Question, Row>(lookup: Lookup<Question, Row>, question: Question): readonly Row[] | undefined;
}

/**
 * One thing that a rule may ask to see: who sent a report, say. It is all in one value, so that nobody can forget a
 * part: what is to be read for it, and how it is then seen.
 *
 * `Of` is the kind of document it is about, `Question` what a rule must say in its `needs` to have it; most facts need
 * nothing said.
 */
export interface Fact<Of extends Doc, Seen, Question = undefined> {
  /** Names what is to be read, as far as can be told from what is known by now; called again after each reading. */
  look: (doc: Of, want: Want, question: Question) => void;
  /** Names what will most likely be read later, for all documents of a batch together: it need not be so. */
  ahead?: (doc: Of, want: Want, question: Question) => void;
  /** How it stands at this moment, from what is on the desk. */
  read: (doc: Of, desk: Desk, question: Question) => Seen;
}

/** For facts that are at hand without being looked for. */
export const nothing = (): void => {};
