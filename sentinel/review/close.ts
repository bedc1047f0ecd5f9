import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { closedReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { change, type Effect } from '../engine/effects.ts';

/**
 * Closes a review whose cause is gone, should it have been asked and stand open.
 * @param id as `askReview` makes it of the same cause
 * @param why the page has words for it, `review.closed.<why>`
 */
export const closeReview = (id: string, why: string, at: Iso): Effect =>
  change<ReviewDoc>(id, review => closedReview(review, why, at));
