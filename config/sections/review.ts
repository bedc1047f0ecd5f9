import './jitless.ts';
import * as z from 'zod';
import { lengthOfTime } from './times.ts';

/** `review`: where what waits for a person is told beside the page, and when it is overdue. */
export const review = z
  .looseObject({
    staff_group: z
      .string()
      .optional()
      .describe(
        'Contact of the group in Telegram in which staff decide by buttons; each is a user who has linked his chat',
      ),
    deadlines: z
      .record(z.string(), lengthOfTime('4 hours'))
      .optional()
      .default({})
      .describe('How long each kind may wait that says no deadline itself, such as {"volunteer": "1 day"}'),
    slack: z
      .looseObject({
        channel: z.string().min(1).describe('Where questions are posted'),
        channels: z.record(z.string(), z.string()).optional().default({}).describe('Other channels, by kind'),
        users: z
          .record(z.string(), z.string())
          .optional()
          .default({})
          .describe('Users of Rounds by their ids in Slack: nobody else decides there'),
        api_root: z
          .url({ protocol: /^https?$/ })
          .optional()
          .default('https://slack.com/api'),
      })
      .optional()
      .describe('Slack; off until the keys slack:signing and slack:bot are stored'),
  })
  .describe('Decisions of people outside the page');

/** The section `review`, checked. */
export type ReviewSettings = z.output<typeof review>;
