import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type Decision, decided, isReview, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { Caller } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { valuesFor } from './fields.ts';

/** What a work looks at before a review of its kind is decided. */
export interface ReviewKind {
  kinds: readonly string[];
  /** Says no to a decision that cannot be carried out. @throws AppError that says why, and what to do */
  check(review: ReviewDoc, decision: Decision, caller: Caller): Promise<void>;
}

/** What deciding takes, from whichever door: the page, a chat, a program. */
export interface DecidingParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  settings: { current: () => Settings };
  now: () => Ms;
  kinds: readonly ReviewKind[];
}

/** What somebody says to a review. */
export interface Said {
  answer: string;
  note?: string | undefined;
  values?: Readonly<Record<string, string>> | undefined;
}

/** Those of the reviews of which somebody may see all that they are about. */
export const seenBy = async (
  { main, audiences, scope }: Pick<DecidingParts, 'main' | 'audiences' | 'scope'>,
  caller: Caller,
  reviews: readonly ReviewDoc[],
): Promise<ReviewDoc[]> => {
  const subjects = ({ subject }: ReviewDoc) => [subject.contact, subject.doc].filter(id => id !== undefined);
  const ids = [...new Set(reviews.flatMap(subjects))];
  const docs = await main.getMany(ids);
  const there = new Set(docs.flatMap(doc => (doc ? [doc._id] : [])));
  const seen = new Set((await visible({ audiences }, await scope(caller), docs)).map(({ _id }) => _id));
  // What is gone hides nothing; what was never of this database is named by its title.
  return reviews.filter(review => subjects(review).every(id => seen.has(id) || !there.has(id)));
};

/**
 * Decides a review in somebody's name, if nobody was first. It takes `can_decide_reviews`, and that he may see what it is
 * about; what is said beside the answer is checked, and the work that asked may say no.
 * @returns whether it was he who decided, and the review as it stands
 * @throws AppError `access/forbidden`, `doc/missing`, `request/invalid`, and what the work says
 */
export const decide = async (
  parts: DecidingParts,
  caller: Caller,
  id: string,
  said: Said,
): Promise<{ won: boolean; review: ReviewDoc }> => {
  const { main, settings, now, kinds } = parts;
  need(settings.current(), caller.roles, 'can_decide_reviews');
  const found = await main.get<ReviewDoc>(id);
  const [review] = isReview(found) ? await seenBy(parts, caller, [found]) : [];
  if (!review) throw new AppError('doc/missing', `There is no review "${id}"`);
  const { answer, note } = said;
  if (review.not_by !== undefined && review.not_by === caller.name)
    throw new AppError('access/forbidden', 'You asked for this yourself', { hint: 'Somebody else decides it' });
  if (!review.answers.includes(answer))
    throw new AppError('request/invalid', `"${answer}" is no answer to this`, {
      hint: `Send answer as one of ${review.answers.join(', ')}`,
    });
  const values = valuesFor(review, answer, said.values ?? {});
  const decision: Decision = {
    ...{ answer, by: caller.name, at: new Date(now()).toISOString() },
    ...(note ? { note } : {}),
    ...(values ? { values } : {}),
  };
  if (review.state === 'open')
    for (const { kinds: named, check } of kinds) if (named.includes(review.kind)) await check(review, decision, caller);
  const { won, doc } = await win<ReviewDoc>(main, id, stored => stored && decided(stored, decision));
  if (!doc) throw new AppError('doc/missing', `There is no review "${id}" any more`);
  return { won, review: doc };
};
