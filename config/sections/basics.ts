import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

/** `languages`: what users may choose. */
export const languages = z
  .array(
    z.looseObject({
      locale: name('give the code of the language, such as sw'),
      enabled: z.boolean({ error: 'expected true or false' }).optional().default(true),
    }),
    { error: 'give a list of {locale, enabled}' },
  )
  .describe('Languages of the app and of messages');

/** `default_country_code`: digits, without a plus sign. */
export const countryCode = z
  .union([z.number(), z.string()], { error: 'give a calling code such as 254' })
  .transform(value => String(value).trim())
  .refine(value => /^\+?\d{1,3}$/.test(value), { error: 'give a calling code such as 254' })
  .transform(value => value.replace('+', ''))
  .describe('Calling code for numbers written without one');

/** Whether a text is a time zone as IANA names it. */
export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** `default_timezone`: an IANA zone. Rounds' own: CHT uses the zone of the server. */
export const timezone = z
  .string({ error: 'give a zone such as Africa/Nairobi' })
  .refine(isZone, { error: 'is not a time zone; give one such as Africa/Nairobi' })
  .describe('Zone of "today" and of sending hours, as IANA names it');

/** `token_login`: users log in by a link that comes as an SMS. */
export const tokenLogin = z
  .looseObject({
    enabled: z.boolean({ error: 'expected true or false' }).optional(),
    translation_key: z.string().optional(),
    message: z.unknown().optional(),
  })
  .describe('Login by a link sent as SMS');

/** `app_url`: where users reach the app. */
export const appUrl = z
  .union([z.url({ protocol: /^https?$/, error: 'give an address such as https://rounds.example.org' }), z.literal('')])
  .describe('Address of the app in messages to users');
