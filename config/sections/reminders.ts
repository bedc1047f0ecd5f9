import './jitless.ts';
import * as z from 'zod';
import { inlineText, name, recipient } from './text.ts';
import { lengthOfTime, times } from './times.ts';

/** `reminders`: places are reminded that they have a form to send. */
export const reminders = z
  .array(
    z
      .looseObject({
        form: name('name the form by its code'),
        ...times,
        mute_after_form_for: lengthOfTime('3 days')
          .nullish()
          .transform(text => text || undefined)
          .describe('A place that sent the form so shortly before is not reminded, such as 3 days'),
        contact_types: z
          .array(z.string(), { error: 'give a list of contact types' })
          .nullish()
          .transform(types => (types?.length ? types : undefined))
          .describe('Types of places that are reminded; those below which no other place stands when not given'),
        recipient: recipient.nullish().transform(to => to ?? undefined),
        translation_key: z.string().optional(),
        message: inlineText.optional(),
      })
      .refine(({ cron, text_expression }) => !!(cron || text_expression), {
        path: ['cron'],
        message: 'say when: give cron or text_expression',
      }),
    { error: 'give a list of reminders' },
  )
  .describe('Messages to places that they send a form');

/** One of `settings.reminders`. */
export type Reminder = z.output<typeof reminders>[number];
