import './jitless.ts';
import * as z from 'zod';

/** `campaigns`: what is said to many. Rounds' own. */
export const campaigns = z
  .looseObject({
    approve_above: z
      .number()
      .int()
      .min(0)
      .optional()
      .default(100)
      .describe('How many people one user may write to alone; above it a second one approves'),
    rate: z
      .number({ error: 'give how many people get it in a minute' })
      .int()
      .min(1)
      .max(1440)
      .optional()
      .default(1200)
      .describe('People who get a campaign in a minute, at most; one bot says 1,440 in a minute beside its answers'),
  })
  .describe('Campaigns: what is said to many people at once');

/** The section `campaigns`, checked. */
export type CampaignSettings = z.output<typeof campaigns>;
