import './jitless.ts';
import * as z from 'zod';
import { compiles } from './patterns.ts';
import { wholeNumber, yesNo } from './text.ts';

const serviceUrl = z
  .string()
  .refine(url => url === '' || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)), {
    error: 'give an address such as https://example.org',
  });

/** Services that SMS can go through; messages wait where `sms.outgoing_service` names another. */
export const outgoingServices = ['medic-gateway', 'africas-talking', 'rapidpro'] as const;

/** `sms`: how messages go out, and to whom never. */
export const sms = z
  .looseObject({
    outgoing_service: z
      .string()
      .nullish()
      .describe(`${outgoingServices.join(', ')}; messages wait while it names another, such as nepal-doit-sms of CHT`),
    reply_to: z.union([z.string(), z.number()]).nullish(),
    duplicate_limit: wholeNumber(1, 1000)
      .nullish()
      .describe('How often one text may go to one recipient within half an hour; more than 20 counts as 20'),
    clear_failing_schedules: yesNo.nullish(),
    africas_talking: z
      .looseObject({
        username: z.string().nullish().describe("Name of the app at Africa's Talking; sandbox for its sandbox"),
        url: serviceUrl
          .nullish()
          .describe('Only where it is not the service itself that is spoken to: a relay, or a stand-in for a test'),
      })
      .nullish(),
    rapidpro: z
      .looseObject({ url: serviceUrl.nullish().describe('Address of RapidPro, such as https://textit.com') })
      .nullish(),
    default_to_sender: yesNo.nullish().describe('Send to the sender when no recipient is found; true when not given'),
  })
  .describe('How SMS go out');

/** `outgoing_deny_list`: beginnings of numbers, with commas between in CHT's settings. */
export const denyList = z
  .union([z.string(), z.array(z.string())], { error: 'give numbers with commas between, or a list' })
  .transform(value =>
    (Array.isArray(value) ? value : value.split(','))
      .map(part => part.trim().toLowerCase())
      .filter(part => part !== ''),
  )
  .describe('Numbers, or their beginnings, to which nothing is sent');

/** `outgoing_phone_replace`. */
export const phoneReplace = z
  .looseObject({ match: z.string().optional().default(''), replace: z.string().optional().default('') })
  .describe('Replaces the beginning of a number before sending');

/** `outgoing_phone_filters`. */
export const phoneFilters = z
  .array(
    z.looseObject({
      match: z
        .string({ error: 'give a regular expression' })
        .refine(compiles, { error: 'is not a regular expression' }),
      replace: z.string().optional().default(''),
    }),
    { error: 'give a list of {match, replace}' },
  )
  .describe('Regular expressions replaced in numbers before sending');

/** `settings.sms`. */
export type Sms = z.output<typeof sms>;
