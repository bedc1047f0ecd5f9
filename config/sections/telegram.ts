import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

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
    group_type: name('name a contact type')
      .optional()
      .describe('Contact type of groups; one with `chat: "group"`. Without it nothing is kept of groups'),
    groups_under: name('give the id of a place')
      .optional()
      .describe('Id of the place below which groups stand; they stand at the top when it is not given'),
    strangers: z
      .enum(['code', 'participant'], { error: 'say code or participant' })
      .optional()
      .default('code')
      .describe('Who is not known and writes: is asked for a code of the app, or becomes a participant of a study'),
    participant_type: name('name a contact type').optional().default('person').describe('Contact type of participants'),
    participants_under: name('give the id of a place')
      .optional()
      .describe('Id of the place below which participants stand as long as they have no arm'),
    needs_consent: z
      .boolean()
      .optional()
      .default(false)
      .describe('Whether a person must have agreed before anything is said to her that she did not ask for'),
    keep_names: z
      .boolean()
      .optional()
      .default(false)
      .describe(
        'Whether the names that people have in chats become those of their contacts; else they stay in the vault',
      ),
    keep_files: z
      .array(z.string())
      .optional()
      .default(['photo', 'voice', 'document', 'video', 'audio', 'animation', 'video_note'])
      .describe('Kinds of files that are kept; of others stands there that they came'),
    keep_locations: z.boolean().optional().default(true).describe('Whether places that people send are kept'),
    webhook: z
      .url({ protocol: /^https?$/, error: 'give the address of this Rounds, such as https://rounds.example.org' })
      .optional()
      .describe('Address of this Rounds, where Telegram brings updates; they are asked for when it is not given'),
    forms: z
      .union([z.literal('all'), z.array(z.string())], { error: 'say all, or list ids of forms such as "pregnancy"' })
      .optional()
      .default([])
      .describe(
        'Forms that are filled in by chat, question by question: ids such as "pregnancy" and "contact:person:create"',
      ),
    public_forms: z
      .array(z.string())
      .optional()
      .default([])
      .describe('Of these, those that people may fill in about themselves whose chat is linked without a login'),
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
