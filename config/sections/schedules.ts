import './jitless.ts';
import * as z from 'zod';
import { isZone } from './basics.ts';
import { inlineText, name, orElse, recipient, yesNo } from './text.ts';

/** Units of an offset such as `6 weeks`. */
export const offsetUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
/** @see offsetUnits */
export type OffsetUnit = (typeof offsetUnits)[number];

/** Days for `send_day`, Sunday first as in CHT's weeks. */
export const weekDays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const offsetPattern = new RegExp(`^\\s*([+-]?\\d+(?:\\.\\d+)?)\\s+(${offsetUnits.join('|')})s?\\s*$`, 'i');

/** An offset such as `6 weeks` as a number and its unit; null when it is none. */
export const parseOffset = (text: string): { amount: number; unit: OffsetUnit } | null => {
  const match = offsetPattern.exec(text);
  return match ? { amount: Number(match[1]), unit: match[2]!.toLowerCase() as OffsetUnit } : null;
};

const timePattern = /^\s*([01]?\d|2[0-3]):([0-5]\d)(?:\s*([+-]\d{2}:?\d{2}|Z)|\s+([a-z_]+(?:\/[a-z0-9_+-]+)*))?\s*$/i;

/** A time of day, and the clock that it is by. */
export interface SendTime {
  hour: number;
  minute: number;
  /** Minutes east of UTC, or a zone as IANA names it; absent when not given. */
  zone?: number | string;
}

/** A `send_time` such as `09:00`, `09:00 +0300` or `09:00 Africa/Nairobi`. Null when it is none. */
export const parseSendTime = (text: string): SendTime | null => {
  const match = timePattern.exec(text);
  if (!match) return null;
  const [, hour, minute, offset, name] = match;
  const time = { hour: Number(hour), minute: Number(minute) };
  if (name !== undefined) return isZone(name) ? { ...time, zone: name } : null;
  if (!offset) return time;
  if (/z/i.test(offset)) return { ...time, zone: 0 };
  const digits = offset.replace(/\D/g, '');
  const east = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return { ...time, zone: offset.startsWith('-') ? -east : east };
};

const message = z.looseObject({
  group: z.union([z.number(), z.string()], { error: 'give the group a number' }).optional(),
  offset: z
    .string({ error: 'give an offset such as 6 weeks' })
    .refine(text => parseOffset(text) !== null, {
      error: `give an offset such as 6 weeks; units are ${offsetUnits.join(', ')}`,
    })
    .describe('Time after the start, as <number> <unit>'),
  send_time: z
    .string({ error: 'give a time such as 09:00' })
    .refine(text => text.trim() === '' || parseSendTime(text) !== null, {
      error: 'give a time such as 09:00, 09:00 +0300 or 09:00 Africa/Nairobi',
    })
    .optional(),
  send_day: z
    .string({ error: 'name a day such as monday' })
    .refine(text => text.trim() === '' || (weekDays as readonly string[]).includes(text.trim().toLowerCase()), {
      error: 'name a day such as monday',
    })
    .optional(),
  recipient: recipient.optional(),
  translation_key: z.string().optional(),
  message: inlineText.optional(),
});

/** `schedules`: messages that fall due some time after a registration. */
export const schedules = z
  .array(
    z.looseObject({
      name: name('give the schedule a name'),
      start_from: orElse(
        z.union([z.string(), z.array(z.string())], {
          error: 'name a field such as reported_date or fields.lmp_date, or a list of them',
        }),
        () => 'reported_date',
      ).transform(path => path || 'reported_date'),
      start_mid_group: orElse(yesNo, () => false),
      messages: orElse(z.array(message, { error: 'give a list of messages' }), () => []),
    }),
    { error: 'give a list of schedules' },
  )
  .describe('Messages that fall due some time after a registration');

/** One of `settings.schedules`. */
export type Schedule = z.output<typeof schedules>[number];
/** One of `settings.schedules[].messages`. */
export type ScheduleMessage = Schedule['messages'][number];
