import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Kind } from '../engine/kind.ts';

/** Something that a person is to decide, or has decided. */
export const aReview: Kind<ReviewDoc> = { name: 'review', recognises: isReview };
