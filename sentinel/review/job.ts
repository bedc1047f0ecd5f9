import { parseOffset } from '@rounds/config/sections/schedules.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type FailedChange, failedId, failedRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { DateTime } from 'luxon';
import { openDraft } from '../engine/draft.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { askReview, reviewIdFor } from './ask.ts';
import type { ReviewCause } from './cause.ts';
import { closeOver } from './close-over.ts';

/** Reviews that are looked at in one run. */
const most = 5000;

/** Until when a review should be decided: as it says, else as the settings say for its kind. */
const deadlineOf = ({ deadline, kind, created }: ReviewDoc, { review }: Settings): Ms | undefined => {
  if (deadline) return Date.parse(deadline);
  const offset = parseOffset(review?.deadlines[kind] ?? '');
  return offset
    ? DateTime.fromISO(created)
        .plus({ [offset.unit]: offset.amount })
        .toMillis()
    : undefined;
};

const escalated = (review: ReviewDoc, at: Iso): ReviewDoc =>
  review.state === 'decided' || review.escalated ? review : { ...review, escalated: at, urgency: 'now' };

const openReviews = async ({ main }: JobContext): Promise<ReviewDoc[]> => {
  const rows = await main.query<null, ReviewDoc>('medic-review/reviews', {
    ...{ startKey: ['open'], endKey: ['open', {}], limit: most, docs: true },
  });
  return rows.flatMap(({ doc }) => (isReview(doc) && doc.state === 'open' ? [doc] : []));
};

/** What is overdue goes to the top, and whoever is told of reviews is told again. */
const escalate = async ({ main, now, programme, fence }: JobContext, open: readonly ReviewDoc[]): Promise<number> => {
  const { settings } = programme();
  const overdue = open.filter(
    doc => !doc.escalated && (deadlineOf(doc, settings) ?? Number.POSITIVE_INFINITY) <= now(),
  );
  if (overdue.length === 0) return 0;
  const draft = openDraft<ReviewDoc>(main, { fence });
  draft.know(
    overdue.map(({ _id }) => _id),
    overdue,
  );
  const at = new Date(now()).toISOString();
  for (const { _id } of overdue) draft.change(_id, review => escalated(review, at));
  await draft.commit();
  return overdue.length;
};

const parkedCause = ({ doc_id, first_failed }: Pick<FailedChange, 'doc_id' | 'first_failed'>): string[] => [
  doc_id,
  first_failed,
];
const parkedId = (change: FailedChange): string => reviewIdFor('parked', parkedCause(change));

/** So often a parked change was tried before a person is asked to look at it. */
const patience = 3;

/** Changes that could not be settled time and again are shown to a person, once each. */
const askAboutParked = async ({ main, side, now, fence }: JobContext): Promise<number> => {
  const failed = await side.range<FailedChange>({ ...failedRange, limit: 200 });
  const asked = failed
    .filter(({ attempts }) => attempts >= patience)
    .map(({ doc_id: doc, reason, first_failed, attempts }) =>
      askReview(
        parkedCause({ doc_id: doc, first_failed }),
        {
          ...{ kind: 'parked', subject: { doc, title: doc }, answers: ['seen'], urgency: 'today' },
          proposed: { text: reason, attempts },
        },
        new Date(now()).toISOString(),
      ),
    );
  const known = await main.getMany(asked.map(({ _id }) => _id));
  const fresh = asked.filter((_, index) => !known[index]);
  if (fresh.length === 0) return 0;
  fence();
  await main.write(fresh);
  return fresh.length;
};

/** A change that was settled after all, or failed anew since and is asked about anew. */
const closeSettled = async (context: JobContext, open: readonly ReviewDoc[]): Promise<ReadonlySet<string>> => {
  const parked = open.filter(({ kind }) => kind === 'parked');
  if (parked.length === 0) return new Set();
  const failed = await context.side.getMany<FailedChange>(parked.map(({ subject }) => failedId(subject.doc ?? '')));
  const standing = new Set(failed.flatMap(change => (change ? [parkedId(change)] : [])));
  const settled = parked.filter(({ _id }) => !standing.has(_id));
  const cause: ReviewCause = { kinds: ['parked'], over: () => 'settled' };
  return closeOver(context, settled, [cause]);
};

/**
 * Looks after what waits for a person: what is overdue, changes that could not be settled, and what nobody need decide any
 * more.
 * @param causes how each work says so
 */
export const reviewsJob = (causes: readonly ReviewCause[]): Job => ({
  name: 'reviews',
  about: 'brings what is overdue to the top of what waits for a person, and closes what is over',
  when: everyMinute,
  run: async context => {
    const open = await openReviews(context);
    const closed = new Set([...(await closeOver(context, open, causes)), ...(await closeSettled(context, open))]);
    const left = open.filter(({ _id }) => !closed.has(_id));
    const [overdue, parked] = [await escalate(context, left), await askAboutParked(context)];
    return { done: closed.size + overdue + parked, ...(overdue > 0 ? { note: `${overdue} are overdue` } : {}) };
  },
});
