import type { Doc, Iso } from '../documents/doc.ts';

/** What a review is about, as far as it is about a document or somebody. */
export interface ReviewSubject {
  /** Id of a contact: who may not see him does not see the review. */
  contact?: string;
  /** Id of a report or message, likewise. */
  doc?: string;
  /** Which message of that document: its uuid. */
  uuid?: string;
  /** The address of a chat, where no contact has it yet. */
  address?: string;
  /** What it is called on the page, where no contact has the name: the title of a group, the name of a bot. */
  title?: string;
}

/** How soon somebody must look: a safety word now, an erasure today. */
export type Urgency = 'now' | 'today' | 'later';

/** Something that who decides says beside the answer: the room of an event, when it begins. */
export interface ReviewField {
  /** Its name in `values`; the page has words for it, `review.field.<name>`. */
  name: string;
  /** `moment` is an instant as ISO text; it is typed and shown by the clock of `tz`. */
  kind: 'choice' | 'text' | 'moment';
  /** Of a choice. */
  options?: { value: string; label: string }[];
  /** What is proposed. */
  value?: string;
  /** Answers that cannot be given without it. */
  for?: string[];
  /** Zone of a moment, as IANA names it. */
  tz?: string;
}

/** Something that who decides must know, kept as it was meant and worded where it is shown. */
export interface ReviewFact {
  /** What it is; there are words for it, `review.fact.<name>`. */
  name: string;
  /** A text that somebody wrote, or one code or several. */
  value: string | readonly string[];
  /** The key of the words of a code, `{}` in its place: `dispatch.need.{}`. A code without words stays as it is. */
  words?: string;
  /** `value` is an instant as ISO text, shown by the clock of this zone; '' is that of who reads it. */
  moment?: string;
}

/** Something that a person is to decide: `review:<key made from its cause>`. */
export interface ReviewDoc extends Doc {
  type: 'review';
  /** What there is to decide: `not_known`, `group`, `token`, `held`, `erasure`, … The page lists by it. */
  kind: string;
  state: 'open' | 'decided';
  subject: ReviewSubject;
  /** What is proposed, and what somebody must know who decides; of which fields, the kind says. */
  proposed: Record<string, unknown>;
  /** The answers that may be given; the page has words for each, `review.answer.<answer>`. */
  answers: string[];
  created: Iso;
  /** Name of the user who asked, and may not decide it himself: it takes a second person. */
  not_by?: string;
  /** Until when it should be decided. */
  deadline?: Iso;
  /** @default `today` */
  urgency?: Urgency;
  /** What may be said beside the answer. */
  asks?: ReviewField[];
  /** What was said beside the answer, by name. */
  values?: Record<string, string>;
  /** When its deadline passed without a decision, and others were told. */
  escalated?: Iso;
  /** One of `answers`, once it is decided; `withdrawn` where nobody need decide it any more. */
  decision?: string;
  /** Why nobody need decide it any more; there are words for it, `review.closed.<why>`. */
  closed?: string;
  /** What the person wrote who decided. */
  note?: string;
  /** Name of the user who decided. */
  by?: string;
  /** When. */
  at?: Iso;
}

const prefix = 'review:';

/** Id of the review that a cause asks for. @param key made from the cause, so that it is asked for once */
export const reviewId = (key: string): string => `${prefix}${key}`;

/** Whether a document is a review. */
export const isReview = (doc: Doc | null | undefined): doc is ReviewDoc =>
  doc?.type === 'review' && doc._id.startsWith(prefix);

/** What who decides must know, beside what is quoted. */
export const factsOf = ({ proposed }: Pick<ReviewDoc, 'proposed'>): readonly ReviewFact[] =>
  Array.isArray(proposed.facts) ? (proposed.facts as ReviewFact[]) : [];

/**
 * A review whose cause is gone, so that nobody need decide it; the very same where it is decided already. Rules that
 * carry out decisions do nothing about it.
 * @param why the page has words for it, `review.closed.<why>`
 */
export const closedReview = (review: ReviewDoc, why: string, at: Iso): ReviewDoc =>
  review.state === 'open' ? { ...review, state: 'decided', decision: 'withdrawn', closed: why, by: '', at } : review;

/** What one decides. */
export interface Decision {
  answer: string;
  note?: string;
  values?: Record<string, string>;
  by: string;
  at: Iso;
}

/**
 * A review as somebody decided it; the very same where he decided it so already, null where another was first. For a
 * claim: of two who decide at once the first counts.
 */
export const decided = (review: ReviewDoc, { answer, note, values, by, at }: Decision): ReviewDoc | null => {
  if (review.state === 'decided') return review.by === by && review.decision === answer ? review : null;
  return {
    ...review,
    ...{ state: 'decided', decision: answer, by, at },
    ...(note ? { note } : {}),
    ...(values ? { values } : {}),
  };
};
