import { eventReviews } from './events/review-kind.ts';
import type { DecidingParts, ReviewKind } from './review/decide.ts';
import { verifyReviews } from './review/verify-kind.ts';

/** What works look at before a review of theirs is decided: a line for each work that does. */
export const reviewKinds = (parts: Pick<DecidingParts, 'main' | 'settings' | 'now'>): readonly ReviewKind[] => [
  eventReviews(parts),
  verifyReviews(parts),
];
