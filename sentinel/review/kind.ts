import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Kind } from '../engine/kind.ts';

/** What a person decides, or has decided. */
export const aReview: Kind<ReviewDoc> = { name: 'review', recognises: isReview };

/** Whether somebody decided a review of one of these kinds: for `concerns` of the rule that carries it out. */
export const isDecided =
  (...kinds: readonly string[]) =>
  ({ state, kind, closed }: ReviewDoc): boolean =>
    state === 'decided' && closed === undefined && kinds.includes(kind);
