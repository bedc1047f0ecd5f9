import { type ReviewDoc, reviewId } from '@rounds/ddocs/review/review.ts';
import { aConsent } from '../chats/participation.ts';
import { idFrom } from '../engine/cause.ts';
import { create } from '../engine/effects.ts';
import { rule } from '../engine/rule.ts';

/** The review by which a person decides about erasing somebody. @param cause by which it is asked once */
export const erasureReview = (
  contact: string,
  cause: string,
  { reason, by, at }: { reason: string; by?: string; at: number },
): ReviewDoc => ({
  ...{ _id: reviewId(`erasure:${idFrom('erasure', contact, cause)}`), type: 'review', kind: 'erasure', state: 'open' },
  subject: { contact },
  proposed: { reason, ...(by ? { asked_by: by } : {}) },
  answers: ['erase', 'keep'],
  created: new Date(at).toISOString(),
  ...(by ? { not_by: by } : {}),
});

/** A person who asks in a chat to be erased: somebody of the staff decides, and sees to it that nothing is lost. */
export const askAboutErasure = rule({
  name: 'ask_about_erasure',
  on: aConsent,
  reads: {},
  concerns: ({ what }) => what === 'erase',
  run: ({ _id, contact, at }) => [create(erasureReview(contact, _id, { reason: 'withdrew', at }))],
});
