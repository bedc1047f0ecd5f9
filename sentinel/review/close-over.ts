import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { closedReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { openDraft } from '../engine/draft.ts';
import type { JobContext } from '../jobs/job.ts';
import { type Around, isGone, type ReviewCause } from './cause.ts';

const defined = (ids: readonly (string | undefined)[]): string[] => ids.filter(id => id !== undefined);

/** Ids of all that must be seen to say whether reviews are over. */
const looked = (reviews: readonly ReviewDoc[], causes: readonly ReviewCause[]): string[] => [
  ...new Set(
    reviews.flatMap(review => [
      ...defined([review.subject.contact, review.subject.doc]),
      ...causes.flatMap(({ kinds, looks }) => (looks && kinds.includes(review.kind) ? defined(looks(review)) : [])),
    ]),
  ),
];

/** Why nobody need decide a review any more; undefined while somebody must. */
const overBecause = (review: ReviewDoc, causes: readonly ReviewCause[], around: Around): string | undefined => {
  const gone = isGone(review, around);
  if (gone !== undefined) return gone;
  for (const { kinds, over } of causes) {
    const why = kinds.includes(review.kind) ? over(review, around) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
};

/**
 * Closes of the reviews that stand open those whose cause is gone: each says why.
 * @returns ids of those that were closed
 */
export const closeOver = async (
  { main, now, fence }: Pick<JobContext, 'main' | 'now' | 'fence'>,
  open: readonly ReviewDoc[],
  causes: readonly ReviewCause[],
): Promise<ReadonlySet<string>> => {
  const ids = looked(open, causes);
  const found = await main.getMany(ids);
  const docs = new Map<string, Doc | null>(ids.map((id, nth) => [id, found[nth] ?? null]));
  const ofKind = new Map<string, ReviewDoc[]>();
  for (const review of open) ofKind.set(review.kind, [...(ofKind.get(review.kind) ?? []), review]);
  const doc = (id: string | undefined) => (id === undefined ? null : (docs.get(id) ?? null));
  const over = open.flatMap(review => {
    const why = overBecause(review, causes, { doc, others: ofKind.get(review.kind) ?? [], now: now() });
    return why === undefined ? [] : [{ review, why }];
  });
  if (over.length === 0) return new Set();
  const draft = openDraft<ReviewDoc>(main, { fence });
  draft.know(
    over.map(({ review }) => review._id),
    over.map(({ review }) => review),
  );
  const at = new Date(now()).toISOString();
  for (const { review, why } of over) draft.change(review._id, stored => closedReview(stored, why, at));
  await draft.commit();
  return new Set(over.map(({ review }) => review._id));
};
