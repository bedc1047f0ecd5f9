import { parseOffset } from '@rounds/config/sections/schedules.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type FailedChange, failedRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { DateTime } from 'luxon';
import { openDraft } from '../engine/draft.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { askReview } from './ask.ts';

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

/** What is overdue goes to the top, and whoever is told of reviews is told again. */
const escalate = async ({ main, now, programme, fence }: JobContext): Promise<number> => {
  const { settings } = programme();
  const rows = await main.query<null, ReviewDoc>('medic-review/reviews', {
    ...{ startKey: ['open'], endKey: ['open', {}], limit: most, docs: true },
  });
  const overdue = rows.flatMap(({ doc }) =>
    isReview(doc) && !doc.escalated && (deadlineOf(doc, settings) ?? Number.POSITIVE_INFINITY) <= now() ? [doc] : [],
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

/** So often a parked change was tried before a person is asked to look at it. */
const patience = 3;

/** Changes that could not be settled time and again are shown to a person, once each. */
const askAboutParked = async ({ main, side, now, fence }: JobContext): Promise<number> => {
  const failed = await side.range<FailedChange>({ ...failedRange, limit: 200 });
  const asked = failed
    .filter(({ attempts }) => attempts >= patience)
    .map(({ doc_id: doc, reason, first_failed, attempts }) =>
      askReview(
        [doc, first_failed],
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

/** Looks after what waits for a person: what is overdue, and changes that could not be settled. */
export const reviewsJob: Job = {
  name: 'reviews',
  about: 'brings what is overdue to the top of what waits for a person',
  when: everyMinute,
  run: async context => {
    const [overdue, parked] = [await escalate(context), await askAboutParked(context)];
    return { done: overdue + parked, ...(overdue > 0 ? { note: `${overdue} are overdue` } : {}) };
  },
};
