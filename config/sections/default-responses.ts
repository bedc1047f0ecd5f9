import './jitless.ts';
import * as z from 'zod';

const isDay = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return day !== undefined && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
};

/** `default_responses`: answers to messages that no form can be made of. */
export const defaultResponses = z
  .looseObject({
    start_date: z
      .string({ error: 'give a day such as 2026-01-31' })
      .refine(text => text.trim() === '' || isDay(text), { error: 'give a day such as 2026-01-31' })
      .nullish()
      .describe('Messages that came after the beginning of this day are answered, those before are not'),
  })
  .describe('Answers to messages that are empty or of no known form');

/** `settings.default_responses`. */
export type DefaultResponses = z.output<typeof defaultResponses>;
