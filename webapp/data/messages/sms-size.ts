import { split } from 'split-sms';

/** How a text goes out as SMS. */
export interface SmsSize {
  /** Signs typed. */
  signs: number;
  /** SMS needed; 0 for nothing. */
  parts: number;
  /** Signs that still fit into the last of them. */
  left: number;
}

/**
 * The size of a text: 160 signs of GSM's own alphabet in one SMS, 153 in each of several; 70 and 67 with any other
 * sign.
 */
export const smsSize = (text: string): SmsSize => {
  const signs = [...text].length;
  if (signs === 0) return { signs, parts: 0, left: 160 };
  const { parts, characterSet } = split(text);
  const [one, several, each] = characterSet === 'GSM' ? [160, 153, 1] : [140, 134, 2];
  const room = parts.length === 1 ? one : several;
  return { signs, parts: parts.length, left: Math.max(0, Math.floor((room - (parts.at(-1)?.bytes ?? 0)) / each)) };
};
