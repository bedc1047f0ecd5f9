import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { within } from '@rounds/sentinel/forms/pages.ts';

/** Answers the question for a phone number of the contact, where the form has one. */
export const answerPhone = (filling: Pick<Filling, 'fields' | 'answer'>, number: string): void => {
  const question = within(filling.fields()).find(({ path }) => /(^|\/)phone$/.test(path));
  if (question) filling.answer(question.id, number);
};
