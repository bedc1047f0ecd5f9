import './jitless.ts';
import * as z from 'zod';
import { timezone } from './basics.ts';
import { name, wholeNumber } from './text.ts';

const clock = z
  .string({ error: 'give a time such as 08:00' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'give a time such as 08:00' });

const day = z
  .string({ error: 'give a day such as 2026-05-11' })
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'give a day such as 2026-05-11' })
  .refine(text => new Date(`${text}T00:00:00Z`).toISOString().startsWith(text), { error: 'there is no such day' });

const room = z.looseObject({
  id: z
    .string({ error: 'give a room an id such as b114' })
    .regex(/^[A-Za-z0-9+_.-]{1,40}$/, { error: 'name a room with letters, digits, +, -, _ and .' })
    .describe('By which it is known; how people write it, if nothing else is given'),
  name: z.string().max(80).optional().describe('How it is shown'),
  aliases: z
    .array(name('give another way to write the room').max(40))
    .optional()
    .default([])
    .describe('Other ways to write it. A mere number counts only after room, rm or #'),
  capacity: wholeNumber(1, 100_000).optional(),
});

const venue = z.looseObject({
  code: z
    .string({ error: 'give a short name for the address of the page' })
    .regex(/^[a-z0-9-]{2,32}$/, { error: 'give a short name of small letters, digits and -' })
    .describe('End of the address of the public page: /e/<code>'),
  name: name('say how the venue or the conference is called').max(120),
  tz: timezone.describe('By whose clock people write times'),
  days: z.array(day).min(1, { error: 'give the days of the conference' }).max(60),
  opens: clock.optional().default('08:00').describe('First hour of a day in which something may begin'),
  closes: clock.optional().default('22:00').describe('Last hour of a day in which something may begin'),
  slot_min: wholeNumber(5, 480).optional().default(60).describe('Minutes that a slot lasts which is booked by chat'),
  rooms: z.array(room).min(1, { error: 'name the rooms' }).max(200),
  public: z.boolean().optional().default(false).describe('Whether everybody may read the page of the venue'),
});

const listen = z.looseObject({
  keywords: z
    .array(name('give a word'))
    .optional()
    .default([])
    .describe('A post must have one of them, # or not; every post counts where none is given'),
  groups: z
    .union([z.literal('all'), z.array(z.string())], { error: 'say all, or give the ids of groups' })
    .optional()
    .default([])
    .describe('Contacts of the groups and channels in Telegram that are listened to'),
  messages: z
    .boolean()
    .optional()
    .default(false)
    .describe('Whether SMS and private messages count as well that have a keyword'),
  mastodon: z
    .array(z.looseObject({ server: z.url({ protocol: /^https?$/ }), tag: z.string().regex(/^[\p{L}\p{N}_]{1,100}$/u) }))
    .optional()
    .default([])
    .describe('Hashtags of Mastodon; a token is stored with PUT /api/v1/credentials/mastodon:<host>'),
  bluesky: z
    .looseObject({ url: z.url({ protocol: /^wss?$/ }) })
    .optional()
    .describe('A Jetstream of Bluesky; posts with a keyword are taken'),
});

const minutes = (fallback: number, of: string) => wholeNumber(0, 1440).optional().default(fallback).describe(of);

/** `events`: what people announce in their own words, and when they are reminded of it. */
export const events = z
  .looseObject({
    venue,
    listen: listen.optional().default(() => listen.parse({})),
    languages: z
      .array(z.enum(['en', 'fr', 'es', 'de', 'pt', 'sw']))
      .min(1)
      .optional()
      .default(['en'])
      .describe('In which languages times are looked for'),
    date_order: z
      .enum(['mdy', 'dmy'], { error: 'say mdy for 5/12 as in May, or dmy for 12/5' })
      .optional()
      .default('mdy')
      .describe('How dates in numbers are written'),
    auto_approve: z.boolean().optional().default(true).describe('Whether what is clear needs no person'),
    manual_if_within_min: minutes(30, 'What begins within so many minutes waits for a person'),
    reminders: z
      .array(wholeNumber(1, 1440))
      .min(1)
      .max(5)
      .optional()
      .default([15])
      .describe('Minutes before the start at which is reminded'),
    conflict: z
      .looseObject({
        before: minutes(15, 'Minutes before the start in which nothing else may begin in the room'),
        after: minutes(30, '... and after it'),
      })
      .optional()
      .default({ before: 15, after: 30 }),
    announce_in: z
      .string()
      .optional()
      .describe('Contact of a group in which is reminded of what was announced nowhere else: by a program, by SMS'),
    acknowledge: z.boolean().optional().default(true).describe('Whether the author is told what became of a post'),
    ignore: z
      .array(name('give an address or an author'))
      .optional()
      .default([])
      .describe('Whose posts are not listened to: addresses of chats, or mastodon:… and bluesky:… authors'),
  })
  .describe(
    'Events that people announce in free text, and reminders of them; without this section nothing is listened to',
  );

/** The section `events`, checked. */
export type EventSettings = z.output<typeof events>;
/** The venue of the events. */
export type Venue = EventSettings['venue'];
/** A room of it. */
export type Room = Venue['rooms'][number];
