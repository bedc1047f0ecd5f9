import { split } from 'split-sms';
import { plainText } from './plain-text.ts';
import type { Saying } from './run.ts';

type Choices = Saying['choices'];

/** Whether the labels number themselves already: `A) daily`. */
const areLettered = (choices: Choices): boolean =>
  choices.every(({ label }) => /^\s*[\p{L}\p{N}]{1,2}\s*[).:]/u.test(label));

/** A text with its choices as a numbered list; a single one that only says «continue» stands in brackets. */
export const smsText = (text: string, choices: Choices): string => {
  const lines = areLettered(choices)
    ? choices.map(({ label }) => label)
    : choices.map(({ label }, at) => (choices.length === 1 ? `[${label}]` : `${at + 1} ${label}`));
  return [text, ...lines].filter(line => line !== '').join('\n');
};

/** How many parts a text is as an SMS. */
export const smsParts = (text: string): number => split(text).parts.length;

/** A saying as an SMS: without marks, with numbered choices, pictures by their names. */
export const renderSms = ({ text, choices, media }: Saying): string =>
  smsText([...media.map(({ file }) => `[${file}]`), plainText(text)].filter(line => line !== '').join('\n'), choices);
