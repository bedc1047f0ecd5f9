import './jitless.ts';
import * as z from 'zod';
import { parseOffset } from './schedules.ts';

/**
 * When something recurs: `cron`, or `text_expression` in words. Whether it can be read is checked at upload, where its
 * reader is.
 */
export const times = {
  cron: z
    .string({ error: 'give five fields such as 0 9 * * 1' })
    .nullish()
    .transform(text => text || undefined)
    .describe('When, as five fields of cron, in the zone of the programme'),
  text_expression: z
    .string({ error: 'give a time such as at 9:00 am on Monday' })
    .nullish()
    .transform(text => text || undefined)
    .describe('When, in words, such as at 9:00 am on Monday; cron counts when both are given'),
};

/** A length of time such as `3 days`. */
export const lengthOfTime = (example: string) =>
  z
    .string({ error: `give a time such as ${example}` })
    .refine(text => (parseOffset(text)?.amount ?? -1) >= 0, { error: `give a time such as ${example}` });
