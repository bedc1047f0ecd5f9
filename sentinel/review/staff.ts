import { type Contact, minifyLineage, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Button, Report } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { contactAt } from '../contacts/on-desk.ts';
import { create, type Effect } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { said, saidId, saidUuid } from '../messages/said.ts';
import { aReview } from './kind.ts';
import { type Speech, sayReview } from './say.ts';

/** What a press on a button of a review tells: which answer. Which review it is, its message says. */
export const reviewPress = 'review:';

/** A message to the staff, with the review that it asks about. */
export interface StaffMessage extends Report {
  review?: string;
}

const causeOf = ({ _id }: ReviewDoc, what: string): string[] => ['review to staff', _id, what];

/** The group of the staff, whom a review is about, and whether it was asked there already. */
const staff: Fact<ReviewDoc, { group: Contact | null; subject: Contact | null; asked: boolean }> = {
  look: (review, want) => {
    const id = want.desk.settings.review?.staff_group;
    if (id) want.doc(id);
    if (review.subject.contact) want.doc(review.subject.contact);
    want.doc(saidId(causeOf(review, 'asked')));
  },
  read: (review, desk) => ({
    group: contactAt(desk.settings.review?.staff_group, desk),
    subject: contactAt(review.subject.contact, desk),
    asked: !!desk.docs.get(saidId(causeOf(review, 'asked'))),
  }),
};

/** Whether an answer can be given by a button alone. */
export const isPlain = ({ asks = [] }: ReviewDoc, answer: string): boolean =>
  asks.every(field => !field.for?.includes(answer) || !!field.value);

const buttonsFor = (review: ReviewDoc, speech: Speech): Button[][] => {
  const buttons = review.answers.flatMap((answer, index) =>
    isPlain(review, answer) ? [{ text: sayReview.answer(answer, speech), data: `${reviewPress}${index}` }] : [],
  );
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, row) => buttons.slice(row * 2, row * 2 + 2));
};

/**
 * What waits for a person is asked in the group of the staff too, with a button for each answer; when it is decided, by
 * whichever door, the message says so and loses its buttons; when it is overdue it is asked once more.
 */
export const reviewToldStaff = rule({
  name: 'review_told_to_staff',
  on: aReview,
  sentinelOnly: true,
  reads: { settings, now, words, staff },
  concerns: (_, { review }) => !!review?.staff_group,
  run: (review, { settings, now, words, staff: { group, subject, asked } }) => {
    const to = group ? reachedAt(group) : undefined;
    if (!group || !to) return null;
    const language = typeof group.language === 'string' ? group.language : undefined;
    const speech: Speech = { settings, words, ...(language ? { language } : {}) };
    const name = subject?.name || review.subject.title || '';
    const lineage = minifyLineage(group);
    const base = { to, by: 'review', at: now, class: 'answer', ...(lineage ? { contact: lineage } : {}) } as const;
    const message = (what: string, text: string, chat: object): Effect => {
      const doc: StaffMessage = { ...said({ ...base, cause: causeOf(review, what), text, chat }), review: review._id };
      return create(doc);
    };
    const text = sayReview.question(review, String(name), speech);
    if (review.state === 'decided') {
      if (!asked) return null;
      const was = sayReview.decided(review, speech);
      return [message('decided', `${text}\n\n${was}`, { edit: saidUuid(causeOf(review, 'asked')), buttons: [] })];
    }
    const buttons = buttonsFor(review, speech);
    const first = message('asked', text, { buttons });
    if (!review.escalated) return [first];
    const again = sayReview.overdue(review, String(name), speech);
    return [first, message('overdue', again, { reply: saidUuid(causeOf(review, 'asked')) })];
  },
});
