import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';

/** What is seen of the database when it is asked whether somebody must still decide. */
export interface Around {
  /** A document that was looked for; null where it is missing. */
  doc: (id: string | undefined) => Doc | null;
  /** All reviews of the same kind that stand open. */
  others: readonly ReviewDoc[];
  now: Ms;
}

/** How a work says that nobody need decide any more what it asked. */
export interface ReviewCause {
  kinds: readonly string[];
  /** Ids of documents to look at, beside contact and document of its subject. */
  looks?: (review: ReviewDoc) => readonly (string | undefined)[];
  /** @returns why it is over, a word of `review.closed.<why>`; undefined while somebody must decide */
  over: (review: ReviewDoc, around: Around) => string | undefined;
}

/** Of these somebody must hear whatever became of the message: danger is not over because words are gone. */
const standsWithoutDoc = new Set(['safety', 'parked']);

/** What holds for every kind: whom or what it is about is not there any more. */
export const isGone = ({ kind, subject }: ReviewDoc, { doc }: Pick<Around, 'doc'>): string | undefined => {
  if (subject.contact !== undefined && !doc(subject.contact)) return 'contact_gone';
  const isMissing = subject.doc !== undefined && !doc(subject.doc);
  return isMissing && !standsWithoutDoc.has(kind) ? 'doc_gone' : undefined;
};
