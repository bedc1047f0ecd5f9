import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { type ReviewDoc, reviewId } from '@rounds/ddocs/review/review.ts';
import { idFrom } from '../engine/cause.ts';

/** What a person is asked. */
export type Asked = Pick<ReviewDoc, 'kind' | 'subject' | 'proposed' | 'answers' | 'deadline' | 'urgency' | 'asks'>;

/** Id of the review of a kind that a cause asks for. */
export const reviewIdFor = (kind: string, cause: readonly string[]): string =>
  reviewId(idFrom('review', kind, ...cause));

/**
 * A review to be stored: by a rule with `create`, or by a door. The same cause asks once, however often it comes.
 * @param cause what led to it, the kind left out
 */
export const askReview = (cause: readonly string[], asked: Asked, at: Iso): ReviewDoc => ({
  _id: reviewIdFor(asked.kind, cause),
  type: 'review',
  state: 'open',
  ...asked,
  created: at,
});
