import { split } from 'split-sms';

/** A text as it goes out, and the whole of it where it had to be cut. */
export interface Sized {
  message: string;
  original_message?: string;
}

const dots = '...';

/**
 * A text cut to so many SMS: where it needs more, the first of them, the last three signs of which are dots. The length
 * that counts is GSM's: 160 signs of its alphabet in one SMS, 153 in each of several; 70 and 67 as soon as one sign is
 * of another alphabet.
 * See README.md, "Length".
 */
export const sized = (text: string, limit: number): Sized => {
  const { parts } = split(text);
  if (parts.length <= limit) return { message: text };
  const kept = [
    ...parts
      .slice(0, limit)
      .map(({ content }) => content)
      .join(''),
  ];
  return { message: kept.slice(0, -dots.length).join('') + dots, original_message: text };
};
