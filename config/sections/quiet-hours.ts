import './jitless.ts';
import * as z from 'zod';
import { timezone } from './basics.ts';
import { orElse } from './text.ts';
import { lengthOfTime } from './times.ts';

const clock = (text: string): { hour: number; minute: number } | null => {
  const match = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(text);
  return match ? { hour: Number(match[1]), minute: Number(match[2]) } : null;
};
const time = (fallback: string) =>
  orElse(z.string({ error: 'give a time such as 21:00' }), () => fallback)
    .refine(text => clock(text) !== null, { error: 'give a time such as 21:00' })
    .transform(text => clock(text)!);

/** `quiet_hours`. Rounds' own; absent means none, as in CHT. */
export const quietHours = z
  .looseObject({
    from: time('21:00').describe('From this time on, 21:00 when not given'),
    to: time('07:00').describe('... up to this time, 07:00 when not given; earlier than from means the next morning'),
    tz: z
      .union([z.literal('contact'), timezone])
      .optional()
      .describe(
        'Whose clock: contact (prefs.tz of the person or of a place above), or a zone; that of the programme when not given',
      ),
  })
  .describe('When no reminder or scheduled message goes out; replies always do');

/** `schedule_grace`. Rounds' own: CHT forgets messages that are a week late. */
export const scheduleGrace = lengthOfTime('7 days').describe(
  'How late a scheduled message may still go out, counted from the first moment after it fell due at which it might; after that it is skipped, with the reason',
);

/** `settings.quiet_hours`. */
export type QuietHours = z.output<typeof quietHours>;
