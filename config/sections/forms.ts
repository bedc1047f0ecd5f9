import '../jitless.ts';
import * as z from 'zod';
import { inlineText, yesNo } from './text.ts';

/** Types of a field of an SMS or JSON form (`sms.md` §4.4). */
export const fieldTypes = [
  'string',
  'integer',
  'date',
  'boolean',
  'month',
  'phone_number',
  'bsDate',
  'bsYear',
  'bsMonth',
  'bsDay',
  'year',
  'number',
  'custom',
] as const;

const label = z.union([inlineText, z.looseObject({ translation_key: z.string() })], {
  error: 'give text, text by locale, or a translation_key',
});

const field = z.looseObject({
  type: z.string({ error: `give the field a type: ${fieldTypes.slice(0, 6).join(', ')}` }),
  position: z.int({ error: 'give a whole number, 0 for the first' }).min(0, 'give a whole number, 0 for the first').optional(),
  labels: z
    .looseObject({ tiny: label.optional(), short: label.optional(), description: label.optional() })
    .optional()
    .describe('tiny: what labelled messages begin a value with; short and description: what screens show'),
  length: z.array(z.number(), { error: 'give the least and the greatest length' }).optional(),
  required: yesNo.nullish(),
  list: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())], { error: 'give a list of [value, label]' }).optional(),
  flags: z.record(z.string(), z.unknown()).optional(),
});

/** `forms`: SMS and JSON forms by code (`sms.md` §4.4). */
export const forms = z
  .record(
    z.string(),
    z.looseObject({
      meta: z
        .looseObject({
          code: z.string().optional(),
          label: label.optional(),
          icon: z.string().optional(),
          translation_key: z.string().optional(),
        })
        .optional(),
      fields: z.record(z.string(), field, { error: 'expected an object of fields by name' }).optional().default({}),
      public_form: yesNo.nullish().describe('Accepted from unknown senders, too'),
      use_sentinel: yesNo.nullish(),
      facility_reference: z.string().nullish(),
    }),
    { error: 'expected an object of forms by code' },
  )
  .describe('Forms that come as structured SMS or JSON, by code');

/** One of `settings.forms`. */
export type SmsForm = z.output<typeof forms>[string];
