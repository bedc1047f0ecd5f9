import './jitless.ts';
import * as z from 'zod';

/** `telegram`: the bots through which people write in chats. */
export const telegram = z
  .looseObject({
    bots: z
      .array(z.string().regex(/^[a-z0-9_-]{1,32}$/, { error: 'name a bot with small letters, digits, - and _' }))
      .optional()
      .default(['bot'])
      .describe('Names of the bots; the token of each is stored with PUT /api/v1/credentials/telegram:<name>'),
    api_root: z
      .url({ protocol: /^https?$/, error: 'give an address such as https://api.telegram.org' })
      .optional()
      .describe('A Bot API server of your own; that of Telegram when not given'),
    keep_raw_days: z
      .number()
      .int()
      .min(1)
      .max(60)
      .optional()
      .default(7)
      .describe('For how many days what came in is kept as it came, encrypted'),
  })
  .describe('Chats by Telegram; without this section there are none');

/** The section `telegram`, checked. */
export type TelegramSettings = z.output<typeof telegram>;
