import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { type Speech, sayReview } from '@rounds/sentinel/review/say.ts';
import { isPlain } from '@rounds/sentinel/review/staff.ts';

/** What a button's id begins with; behind it stands which answer. */
export const actionPrefix = 'review:';

/** Most signs of a text and of a button. */
const [longest, longestButton] = [2900, 70];

/** Plain, so that nothing of what people wrote is read as a link or a call of everybody. */
const plain = (text: string, most = longest) => ({
  ...{ type: 'plain_text', emoji: false },
  text: text.length > most ? `${text.slice(0, most - 1)}…` : text,
});

/** A message as Slack draws it, with the words for where it draws none of it. */
export interface Drawn {
  text: string;
  blocks: object[];
}

/** A question: what it is about, and a button for each answer that needs no more than a yes or no; none once it is decided. */
export const drawnReview = (review: ReviewDoc, name: string, speech: Speech): Drawn => {
  const question = sayReview.question(review, name, speech);
  const isOpen = review.state === 'open';
  const text = isOpen ? question : `${question}\n\n${sayReview.decided(review, speech)}`;
  const buttons = review.answers.flatMap((answer, index) =>
    isOpen && isPlain(review, answer)
      ? [
          {
            ...{ type: 'button', action_id: `${actionPrefix}${index}`, value: review._id },
            text: plain(sayReview.answer(answer, speech), longestButton),
          },
        ]
      : [],
  );
  const said = plain(text);
  return {
    // The words beside the blocks are read as Slack's own mark-up.
    text: said.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    blocks: [
      { type: 'section', text: said },
      ...(buttons.length > 0 ? [{ type: 'actions', block_id: 'answers', elements: buttons.slice(0, 25) }] : []),
    ],
  };
};
