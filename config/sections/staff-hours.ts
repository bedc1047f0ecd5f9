import './jitless.ts';
import * as z from 'zod';
import { timezone } from './basics.ts';

const clock = z
  .string({ error: 'give a time such as 08:00' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'give a time such as 08:00' });

/** `staff_hours`: when somebody of the staff reads what people write. Rounds' own. */
export const staffHours = z
  .looseObject({
    from: clock.optional().default('08:00').describe('From this time on'),
    to: clock.optional().default('17:00').describe('... up to this time of the same day'),
    days: z
      .array(z.number().int().min(1).max(7), { error: 'give days from 1, Monday, to 7, Sunday' })
      .min(1, { error: 'name at least one day' })
      .optional()
      .default([1, 2, 3, 4, 5])
      .describe('On these days: 1 is Monday, 7 Sunday'),
    tz: timezone.optional().describe('Whose clock; that of the programme when not given'),
    away: z
      .record(z.string(), z.string())
      .describe(
        'What is said beside an answer to free text outside these hours, by language; {{opens}} is when somebody reads again',
      ),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'give a time after from, of the same day' })
  .describe(
    'When somebody of the staff reads what people write: outside, answers to free text and safety words say so',
  );

/** The section `staff_hours`, checked. */
export type StaffHours = z.output<typeof staffHours>;
