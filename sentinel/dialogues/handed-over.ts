import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { ReviewCause } from '../review/cause.ts';
import type { DialogueRunDoc } from './stored-run.ts';

const runOf = ({ proposed }: ReviewDoc): string | undefined =>
  typeof proposed.run === 'string' ? proposed.run : undefined;

/** Who asked for a person waits no more once the dialogue went on, or ended, without a decision. */
export const handOverCauses: ReviewCause = {
  kinds: ['hand_over'],
  looks: review => [runOf(review)],
  over: (review, { doc }) => {
    const run = doc(runOf(review)) as DialogueRunDoc | null;
    if (!run) return 'doc_gone';
    return run.state === 'held' ? undefined : 'went_on';
  },
};
