import './jitless.ts';
import * as z from 'zod';

/** A part that may be absent or null, as in old settings, and then counts as this. */
export const orElse = <T extends z.ZodType>(schema: T, fallback: () => z.output<T>) =>
  schema.nullish().transform(value => (value ?? fallback()) as z.output<T>);

/** Text that must say something. */
export const name = (what: string) =>
  z
    .string({ error: issue => (issue.input === undefined ? what : undefined) })
    .trim()
    .min(1, what);

/**
 * A number, or digits as text, as CHT's own administration page stores them.
 * @param error what to say of anything else
 */
export const wholeNumber = (from: number, to: number, error = `give a whole number from ${from} to ${to}`) => {
  const digits = z
    .string()
    .regex(/^\s*\d+\s*$/, { error })
    .transform(Number)
    .refine(value => value >= from && value <= to, { error });
  return z.union([z.int({ error }).min(from, { error }).max(to, { error }), digits], { error });
};

/** True or false, or the same as text. */
export const yesNo = z
  .union([z.boolean(), z.enum(['true', 'false']).transform(value => value === 'true')], {
    error: 'expected true or false',
  })
  .meta({ id: 'yes_or_no' });

/**
 * Words of a message given in place: `[{locale, content}]`, plain text, or by locale. A `translation_key` is the better
 * way.
 */
export const inlineText = z
  .union(
    [
      z.string(),
      z.array(z.looseObject({ locale: z.string().optional(), content: z.string() })),
      z.record(z.string(), z.string()),
    ],
    { error: 'give text, or a list of {locale, content}' },
  )
  .meta({ id: 'inline_text' });

/**
 * Who gets a message: a keyword (`reporting_unit`, `parent`, ...), a field, a phone number, or a list of which the
 * first that resolves is taken.
 */
export const recipient = z
  .union([z.string(), z.array(z.string())], { error: 'name a recipient, or a list of them' })
  .describe(
    'reporting_unit (the sender), parent, grandparent, clinic, health_center, district, ancestor:<type>, link:<tag>, a field, or a phone',
  )
  .meta({ id: 'recipient' });

/** Codes of forms; none where nothing is given. */
export const formCodes = orElse(
  z.array(z.string({ error: 'name a form by its code' }).trim().min(1, 'name a form by its code'), {
    error: 'give a list of form codes',
  }),
  () => [],
);

/** A reply to a report. */
export const reply = z
  .looseObject({
    event_type: z.string({ error: 'say when the message goes: give an event_type' }).optional(),
    translation_key: z.string().optional().describe('Key of the text in the messages-<locale> documents'),
    message: inlineText.optional(),
    recipient: recipient.optional(),
    bool_expr: z.string().optional(),
  })
  .meta({ id: 'reply' });

const check = z.looseObject({
  property: name('name the field that is checked'),
  rule: name('give the rule, such as lenMin(5) && lenMax(13)'),
  translation_key: z.string().optional(),
  message: inlineText.optional(),
});
const checks = z.looseObject({
  join_responses: orElse(yesNo, () => false).describe('Answer with all faults rather than the first'),
  list: orElse(z.array(check, { error: 'give a list of {property, rule}' }), () => []),
});

/** What a report must fulfil before it counts. */
export const validations = orElse(checks, () => ({ join_responses: false, list: [] }))
  .describe('What a report must fulfil before it counts')
  .meta({ id: 'validations' });

/** An answer configured for an event. */
export type Reply = z.output<typeof reply>;
/** Checks of a report, as `muting.validations` and `registrations[].validations`. */
export type Validations = z.output<typeof validations>;
