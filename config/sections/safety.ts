import './jitless.ts';
import * as z from 'zod';

/** `safety`: words at which a person of the staff looks at once. Rounds' own. */
export const safety = z
  .looseObject({
    words: z
      .record(z.string(), z.array(z.string().trim().min(2, { error: 'give a word of two letters or more' })))
      .describe(
        'Words and phrases by language; with * at its end a word counts with every ending. All languages are looked for',
      ),
    answer: z
      .record(z.string(), z.string())
      .optional()
      .default({})
      .describe('What is answered at once, by language: where help is. Nothing is answered when it is not given'),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(1440)
      .optional()
      .default(60)
      .describe('Within how many minutes somebody should have looked'),
  })
  .describe('Words that people in danger write: each opens an item under To decide at once, whatever the hour');

/** The section `safety`, checked. */
export type SafetySettings = z.output<typeof safety>;
